/** The words of pages that load when they are first opened. */
import { compliance } from "./en/compliance.ts";
import { corrective } from "./en/corrective.ts";
import { notifications } from "./en/notifications.ts";
import { operations } from "./en/operations.ts";
import { probe } from "./en/probe.ts";
import { quality } from "./en/quality.ts";
import { quarantine } from "./en/quarantine.ts";
import { controlled } from "./en/records/controlled.ts";
import { qualityRecords } from "./en/records/quality-records.ts";
import { requirements } from "./en/requirements.ts";
import { place } from "./en/station/place.ts";
import { stationWork } from "./en/station/station-work.ts";
import { usual } from "./en/station/usual.ts";

/** Loaded with the first of those pages. */
export const enPages = {
  ...place,
  ...probe,
  ...quarantine,
  ...quality,
  ...controlled,
  ...compliance,
  ...corrective,
  ...notifications,
  ...requirements,
  ...operations,
  ...qualityRecords,
  ...stationWork,
  ...usual,
} as const;
