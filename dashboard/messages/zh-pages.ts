/** The words of pages that load when they are first opened. */
import { compliance } from "./zh/compliance.ts";
import { corrective } from "./zh/corrective.ts";
import { notifications } from "./zh/notifications.ts";
import { operations } from "./zh/operations.ts";
import { probe } from "./zh/probe.ts";
import { quality } from "./zh/quality.ts";
import { quarantine } from "./zh/quarantine.ts";
import { controlled } from "./zh/records/controlled.ts";
import { qualityRecords } from "./zh/records/quality-records.ts";
import { requirements } from "./zh/requirements.ts";
import { place } from "./zh/station/place.ts";
import { stationWork } from "./zh/station/station-work.ts";
import { usual } from "./zh/station/usual.ts";

/** Loaded with the first of those pages. */
export const zhPages = {
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
