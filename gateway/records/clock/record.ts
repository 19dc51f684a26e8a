/** What the API answers of the machine's clock. */
import { z } from "zod";
import { time } from "../view-scalars.ts";

/** How far the wall clock can be trusted. */
export const clockState = z
  .enum(["synced", "holdover", "unsynced", "stepped"])
  .describe("`holdover`: it was in time and is no longer kept; `stepped`: it was just set");

/** The clock as it stands now. */
export const clockView = z.object({
  state: clockState,
  source: z.string().optional().describe("Who keeps it in time"),
  offsetUs: z.number().optional().describe("Clock less true time, as its source says"),
  steps: z.number().int().describe("Steps found since start"),
  stepSumUs: z.number().describe("By how far it was stepped since start, all steps together"),
});

/** A start, step or change of trust. */
export const clockEventView = z.object({
  seq: z.number().int(),
  event: z.enum(["started", "stepped", "changed"]),
  state: clockState,
  source: z.string().optional(),
  steppedByUs: z.number().optional(),
  at: time.describe("When it was recorded, by the clock as it stood then"),
});

/** Entries and readings of these positions were stamped by a clock that was off. */
export const clockCorrectionView = z.object({
  fromSeq: z.number().int(),
  toSeq: z.number().int().describe("Not included"),
  fromOrdinal: z.number().int(),
  toOrdinal: z.number().int().describe("Not included"),
  offsetUs: z.number().describe("Added to a time of theirs it gives the true one"),
  toldBySeq: z.number().int().describe("The entry that says so"),
});

export type ClockView = z.infer<typeof clockView>;
export type ClockEventView = z.infer<typeof clockEventView>;
export type ClockCorrectionView = z.infer<typeof clockCorrectionView>;
