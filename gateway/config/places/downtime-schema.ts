/** `downtime`: the reasons for which a station may stand still. */
import { z } from "zod";
import { DEFAULT_REASONS, repeatedReasons } from "../../domain/downtime/reasons.ts";

const reason = z.strictObject({
  code: z
    .string()
    .regex(/^[A-Z0-9][A-Z0-9-]{0,39}$/, "capital letters, digits and `-`; at most 40")
    .describe("As cards name it: `RL:DOWNTIME:<code>`"),
  title: z.string().trim().min(1).max(80),
  planned: z.boolean().default(false).describe("Planned downtime is no loss of availability"),
});

const group = reason.extend({
  reasons: z.array(reason).max(12).default([]).describe("What the second tap chooses"),
});

/** The tree of reasons; a plain one stands where the configuration has none. */
export const downtimeSchema = z.strictObject({
  reasons: z
    .array(group)
    .min(1)
    .max(12)
    .refine((tree) => repeatedReasons(tree).length === 0, {
      message: "every reason and group has a code word of its own",
    })
    .default(DEFAULT_REASONS.map(({ reasons, ...each }) => ({ ...each, reasons: [...reasons] }))),
});
