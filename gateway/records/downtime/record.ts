/** A downtime: a station, or one of its rigs, stands still for a reason. */
import { z } from "zod";
import type { ChosenReason } from "../../domain/downtime/reasons.ts";
import { time } from "../view-scalars.ts";

/** The body of a downtime's entry: begun in the first version, ended by hand in the second. */
export interface DowntimeBody {
  readonly id: string;
  readonly station: string;
  /** Absent: the whole station. */
  readonly rig?: string;
  readonly reason: ChosenReason;
  readonly note?: string;
  readonly state: "open" | "ended";
  /** `next`: another reason was chosen for the same place. */
  readonly endedBy?: "hand" | "next";
}

/** What ended a downtime; a run says so by beginning, without an entry of its own. */
export const ENDINGS = ["run", "hand", "next"] as const;

/** A reason, as the second tap chooses it. */
export const reasonView = z.object({ code: z.string(), title: z.string(), planned: z.boolean() });

/** A group of reasons, as the first tap chooses it. */
export const reasonGroupView = reasonView.extend({
  reasons: z.array(reasonView).describe("None: the group is a reason itself"),
});

/** A downtime as it is shown. */
export const downtimeView = z.object({
  id: z.string(),
  version: z.number().int(),
  station: z.string(),
  rig: z.string().optional().describe("Absent: the whole station"),
  reason: z.string(),
  path: z.array(z.string()).describe("Titles as they were then, from the group down"),
  planned: z.boolean(),
  note: z.string().optional(),
  startedAt: time,
  startedBy: z.string(),
  endedAt: time.optional().describe("Absent while it lasts"),
  endedBy: z.enum(ENDINGS).optional(),
  endedActor: z.string().optional().describe("Who ended it by hand, or the rig whose run did"),
  runId: z.string().optional().describe("The run that ended it"),
  durationMs: z.number().int().describe("Until it ended, or until now"),
  uncertain: z.boolean().describe("The clock could not be trusted at its beginning or end"),
});

/** The downtime of one reason in a period. */
export const downtimeSum = z.object({
  reason: z.string(),
  path: z.array(z.string()),
  planned: z.boolean(),
  count: z.number().int(),
  durationMs: z.number().int().describe("Only what lies in the period"),
});

/** Downtime by reason in a period, the longest first. */
export const downtimeSummary = z.object({
  from: time,
  to: time,
  items: z.array(downtimeSum),
  plannedMs: z.number().int(),
  unplannedMs: z.number().int(),
});

export type DowntimeView = z.infer<typeof downtimeView>;
export type DowntimeSummary = z.infer<typeof downtimeSummary>;
export type ReasonGroupView = z.infer<typeof reasonGroupView>;
