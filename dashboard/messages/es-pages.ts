/** The words of pages that load when they are first opened. */
import { compliance } from "./es/compliance.ts";
import { corrective } from "./es/corrective.ts";
import { notifications } from "./es/notifications.ts";
import { operations } from "./es/operations.ts";
import { probe } from "./es/probe.ts";
import { quality } from "./es/quality.ts";
import { quarantine } from "./es/quarantine.ts";
import { controlled } from "./es/records/controlled.ts";
import { qualityRecords } from "./es/records/quality-records.ts";
import { requirements } from "./es/requirements.ts";
import { place } from "./es/station/place.ts";
import { stationWork } from "./es/station/station-work.ts";
import { usual } from "./es/station/usual.ts";

/** Loaded with the first of those pages. */
export const esPages = {
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
