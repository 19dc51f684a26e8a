/** The words of pages that load when they are first opened. */
import { compliance } from "./zh/compliance.ts";
import { probe } from "./zh/probe.ts";
import { quality } from "./zh/quality.ts";
import { quarantine } from "./zh/quarantine.ts";
import { controlled } from "./zh/records/controlled.ts";
import { qualityRecords } from "./zh/records/quality-records.ts";

/** Loaded with the first of those pages. */
export const zhPages = {
  ...probe,
  ...quarantine,
  ...quality,
  ...controlled,
  ...compliance,
  ...qualityRecords,
} as const;
