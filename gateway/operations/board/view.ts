/** Open orders by lateness, and the numbers of today, as the API answers them. */
import { z } from "zod";
import { time } from "../../records/view-scalars.ts";
import { orderView } from "../../records/views.ts";
import { finishView } from "../finish/view.ts";

const count = z.number().int();

const boardOrder = orderView.extend({
  finish: finishView.omit({ inputs: true }),
  lateDays: z
    .number()
    .optional()
    .describe("From the due date to the expected finish (P50); negative is early, absent unknown"),
  isLate: z.boolean().describe("Expected after its due date, or past it and not finished"),
});

/** The first page of operations. */
export const boardAnswer = z.object({
  at: time,
  timeZone: z.string().describe("Of the site"),
  today: z.object({
    day: z.string().describe("Of the site"),
    from: time.describe("When it began"),
    good: count.describe("Units that passed their last operation today, and are good"),
    failed: count.describe("Runs that were begun today and failed"),
    shipped: count.describe("Units"),
    late: count.describe("Open orders that are late"),
    waiting: count.describe(
      "Units of open orders that failed or are on hold: somebody must decide",
    ),
  }),
  items: z
    .array(boardOrder)
    .describe(
      "Open orders: the most late first by expected finish less due date; then those without an " +
        "expectation by due date; then those without a date, by id",
    ),
});

export type BoardAnswer = z.infer<typeof boardAnswer>;
export type BoardOrder = z.infer<typeof boardOrder>;
