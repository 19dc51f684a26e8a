/** What a technician is told after a fail, as the API answers it. */
import { z } from "zod";

const count = z.number().int();

/** What helped before. */
export const adviceView = z.object({
  n: count.describe("Repairs of units that failed alike and were tested since"),
  fixed: z
    .array(z.object({ action: z.string(), count }))
    .describe("Of those, followed by a pass; by what was done, the most frequent first"),
  failedAgain: count.describe("Of those, followed by a fail"),
  notTested: count.describe("Alike, but not tested since: they say nothing yet"),
});

const recentView = z.object({
  n: count.describe("First in-run values of good quality"),
  mean: z.number(),
  deviation: z.number().optional(),
  min: z.number(),
  max: z.number(),
  beyond: count.describe("Of those, as far out on this side as this value, or farther"),
  histogram: z.array(z.object({ low: z.number(), high: z.number(), count })),
});

const failingView = z.object({
  measurementId: z.string(),
  name: z.string(),
  unit: z.string().describe("Of the limits, where the value converts"),
  value: z.number().optional().describe("In that unit; absent for a text"),
  side: z.enum(["above", "below", "other"]).optional(),
  recent: recentView.optional().describe("The latest counted runs of its product and operation"),
  advice: adviceView,
});

/** A run that did not pass, with what failed and what helped before. */
export const afterFailAnswer = z.object({
  runId: z.string(),
  attempt: count.optional(),
  attemptsMax: count.optional().describe("Of its procedure; without bound where absent"),
  failing: z.array(failingView).describe("In the order they were measured"),
});

export type AfterFailAnswer = z.infer<typeof afterFailAnswer>;
