/** What tells the failing units apart, as the API answers it. */
import { z } from "zod";
import { policyView } from "../yield/view.ts";

/** What a run pins, and so what units can be told apart by. */
export const CHANGE_DIMENSIONS = [
  ...(["operation", "partNumber", "revision", "station", "rig", "slot", "orderId"] as const),
  ...(["procedure", "procedureHash", "equipment", "operator", "gatewayVersion", "source"] as const),
  "lot",
] as const;
export type ChangeDimension = (typeof CHANGE_DIMENSIONS)[number];

const failures = z.object({
  n: z.number().int().describe("Counted units"),
  failed: z.number().int().describe("Of them, those that did not pass"),
});

/** One value of one dimension, compared with all units beside it. */
export const changeItem = z.object({
  dimension: z.enum(CHANGE_DIMENSIONS),
  value: z.string(),
  station: z.string().optional().describe("Of a slot: slots of two stations are two"),
  componentPart: z.string().optional().describe("Part number of what came in the lot"),
  after: failures.describe("Units with this value in the later window"),
  before: failures.describe("Units with this value in the earlier window"),
  others: failures.describe("All other units of both windows, which `after` is compared with"),
  ratio: z.number().describe("Fail rate of `after` by that of `others`, half a unit added to each"),
  low: z.number().describe("95 % interval, widened for the number examined"),
  high: z.number(),
  differs: z.boolean().describe("The interval does not hold 1"),
  isNew: z.boolean().describe("No unit of the earlier window has this value"),
  rows: z.string().describe("Lists the runs of `after`"),
});

/** Two windows, and what tells their failing units apart. */
export const changeAnswer = z.object({
  policy: policyView,
  filter: z.record(z.string(), z.string()),
  earlier: z.object({ from: z.string().optional(), to: z.string(), ...failures.shape }),
  later: z.object({ from: z.string(), to: z.string().optional(), ...failures.shape }),
  overall: z
    .object({ ratio: z.number(), low: z.number(), high: z.number() })
    .optional()
    .describe("Fail rate of the later window by that of the earlier; absent where one is empty"),
  examined: z.number().int().describe("Values that were compared; each interval is widened for it"),
  method: z.string(),
  items: z
    .array(changeItem)
    .describe("Those that differ first; among them, and after them, the greatest ratio first"),
});
export type ChangeAnswer = z.infer<typeof changeAnswer>;
export type ChangeItem = z.infer<typeof changeItem>;
