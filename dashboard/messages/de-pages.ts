/** The words of pages that load when they are first opened. */
import { compliance } from "./de/compliance.ts";
import { corrective } from "./de/corrective.ts";
import { notifications } from "./de/notifications.ts";
import { operations } from "./de/operations.ts";
import { probe } from "./de/probe.ts";
import { quality } from "./de/quality.ts";
import { quarantine } from "./de/quarantine.ts";
import { controlled } from "./de/records/controlled.ts";
import { qualityRecords } from "./de/records/quality-records.ts";
import { requirements } from "./de/requirements.ts";
import { place } from "./de/station/place.ts";
import { stationWork } from "./de/station/station-work.ts";
import { usual } from "./de/station/usual.ts";

/** Loaded with the first of those pages. */
export const dePages = {
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
