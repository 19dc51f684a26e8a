/** The words of pages that load when they are first opened. */
import { compliance } from "./es/compliance.ts";
import { probe } from "./es/probe.ts";
import { quality } from "./es/quality.ts";
import { quarantine } from "./es/quarantine.ts";
import { controlled } from "./es/records/controlled.ts";
import { qualityRecords } from "./es/records/quality-records.ts";

/** Loaded with the first of those pages. */
export const esPages = {
  ...probe,
  ...quarantine,
  ...quality,
  ...controlled,
  ...compliance,
  ...qualityRecords,
} as const;
