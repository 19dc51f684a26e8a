/** Demand: what is wanted, firm or forecast; it comes from outside, by its sender's own key. */
import { z } from "zod";
import { time } from "../view-scalars.ts";

const word = z.string().trim().min(1).max(200);

/** One line as it is sent. */
export const demandInput = z.strictObject({
  externalKey: word.describe("Of the sender: the same key again is the same line"),
  partNumber: word,
  quantity: z.int().min(0).max(1_000_000).describe("0 withdraws the line"),
  kind: z.enum(["firm", "forecast"]),
  dueAt: z.iso.datetime({ offset: true }),
  customer: word.optional(),
});

/** The body of a line's entry. */
export type DemandBody = z.output<typeof demandInput>;

/** A line with the orders that cover it. */
export const demandView = demandInput.extend({
  version: z.number().int(),
  dueAt: time,
  covered: z.number().int(),
  short: z.number().int().describe("Covered and short sum to the quantity"),
  allocations: z.array(
    z.object({
      orderId: z.string(),
      quantity: z.number().int(),
      late: z.boolean().describe("The order is due after the line"),
    }),
  ),
});

export type DemandView = z.infer<typeof demandView>;
