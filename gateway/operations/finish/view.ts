/** A projected finish with what it was made of, as the API answers it. */
import { z } from "zod";
import { time } from "../../records/view-scalars.ts";

const count = z.number().int();

/** What a projection rests on. */
export const finishInputs = z.object({
  remaining: count.describe("Good units that are still wanted: the quantity less good and scrap"),
  waiting: count.describe("Of those, failed or on hold: it is taken that they are decided on now"),
  ahead: count.describe(
    "Good units that open orders of the product which are due before still want",
  ),
  passages: count.describe("Units that left the line, good or failed: what the pace is taken from"),
  good: count.describe("Of those passages"),
  goodShare: z.number().optional().describe("good / passages"),
  meanGapS: z.number().optional().describe("Mean working time between two passages, seconds"),
  from: time.optional().describe("The first passage that was taken"),
  to: time.optional().describe("The last one"),
  calendar: z
    .enum(["shifts", "all-hours"])
    .describe("Time that counts: the site's shifts, or all hours where none are declared"),
  passagesMin: count.describe("Fewer are not enough"),
  draws: count.describe("Futures that were drawn"),
  hash: z.string().describe("SHA-256 over what was known; its beginning is the seed"),
});

/** When an order will be finished. */
export const finishView = z.object({
  state: z
    .enum(["done", "stopped", "projected", "not_enough_data", "too_far"])
    .describe("`stopped`: on hold, cancelled or not released; `too_far`: beyond three years"),
  p50: time.optional().describe("As likely before as after"),
  p80: time.optional(),
  p95: time.optional(),
  onTime: z.number().min(0).max(1).optional().describe("Share of the futures that hold the date"),
  inputs: finishInputs,
});

export type FinishInputs = z.infer<typeof finishInputs>;
export type FinishView = z.infer<typeof finishView>;
