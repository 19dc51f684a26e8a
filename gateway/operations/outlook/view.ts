/** The outlook of one order, as the API answers it: all of it at one moment. */
import { z } from "zod";
import { time } from "../../records/view-scalars.ts";
import { orderView } from "../../records/views.ts";
import { finishView } from "../finish/view.ts";

const count = z.number().int();

/** The bars from the quantity down to what is good, in this order. */
export const WATERFALL_PARTS = [
  ...(["not_started", "in_process", "failed", "rework", "hold", "scrap", "good"] as const),
] as const;

const bar = z.object({
  part: z.enum(WATERFALL_PARTS),
  atOperation: z
    .string()
    .optional()
    .describe("Where those in process are, and where others failed"),
  units: count,
});

const madeDay = z.object({
  day: z.string().describe("Of the site"),
  from: time,
  to: time.describe("Half-open"),
  made: count.describe("Good units whose last operation ended on that day"),
  cumulative: count,
});

const wanted = z.object({
  externalKey: z
    .string()
    .optional()
    .describe("Of the demand line; absent for the order's own date"),
  kind: z.enum(["firm", "forecast"]).optional(),
  customer: z.string().optional(),
  dueAt: time,
  quantity: count.describe("That this order gives to the line"),
  cumulative: count,
  expectedAt: time
    .optional()
    .describe("As likely before as after; absent where it is there or not known"),
  isLate: z.boolean().describe("Due with too few good units, or expected after it is due"),
});

/** What became of an order, what is left, and when. */
export const outlookAnswer = z.object({
  at: time.describe("The moment it was worked out at"),
  timeZone: z.string().describe("Of the site, by which its days begin"),
  order: orderView,
  finish: finishView,
  waterfall: z.array(bar).describe("Sums to the quantity; bars without units are left out"),
  burnUp: z.object({
    undated: count.describe(
      "Good units of which no run tells when; they stand before the first day",
    ),
    made: z.array(madeDay).describe("Ends at the good units of now"),
    wanted: z
      .array(wanted)
      .describe("By date: demand that is netted to the order, or its own date"),
  }),
  ship: z.object({
    released: count.describe("Units that are released; the gate says which of them may go"),
    passed: count.describe("Units that passed and wait for their release"),
    shipped: count,
  }),
});

export type OutlookAnswer = z.infer<typeof outlookAnswer>;
