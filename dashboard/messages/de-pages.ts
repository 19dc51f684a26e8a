/** The words of pages that load when they are first opened. */
import { compliance } from "./de/compliance.ts";
import { probe } from "./de/probe.ts";
import { quality } from "./de/quality.ts";
import { quarantine } from "./de/quarantine.ts";
import { controlled } from "./de/records/controlled.ts";
import { qualityRecords } from "./de/records/quality-records.ts";

/** Loaded with the first of those pages. */
export const dePages = {
  ...probe,
  ...quarantine,
  ...quality,
  ...controlled,
  ...compliance,
  ...qualityRecords,
} as const;
