/** What a trial of proposed limits on past runs answers. */
import { z } from "zod";
import { time, verdict } from "../view-scalars.ts";

const count = z.number().int();

/** "Would have failed 14 of 3,112", with the runs whose verdict would be another one. */
export const limitReplayView = z.object({
  id: z.string().describe("It is kept under this id: an approval asks for it"),
  measured: count.describe("Runs with a good value of the measurement in that time"),
  failsNow: count.describe("Of them failed by the limits of their time"),
  wouldFail: count.describe("Of them would have failed by the proposed ones"),
  newlyFailing: count.describe("Would fail and did not"),
  newlyPassing: count.describe("Would pass and did not"),
  cannotBeJudged: count.describe("Text, or a unit that does not convert to that of the limits"),
  items: z
    .array(
      z.object({
        runId: z.string(),
        serialNumber: z.string().optional(),
        startedAt: time,
        value: z.union([z.number(), z.string()]),
        unit: z.string(),
        before: verdict,
        after: verdict,
      }),
    )
    .describe("Newly failing first, the latest first; at most `limit`"),
});

export type LimitReplayView = z.infer<typeof limitReplayView>;

/** How far a trial is; the last line of a stream is the whole of it. */
export const limitReplayProgress = z.object({
  done: z.number().describe("From 0 to 1, by the time that was looked through"),
  measured: count,
  wouldFail: count,
});

/** How far a trial is. */
export type LimitReplayProgress = z.infer<typeof limitReplayProgress>;
