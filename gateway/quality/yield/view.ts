/** Answers about yields, as the API gives them. */
import { z } from "zod";
import { POLICY_NAMES } from "./policy.ts";

/** What a yield may be told apart by. */
export const GROUPINGS = [
  ...(["operation", "day", "product", "revision", "station", "slot", "order"] as const),
  ...(["rig", "buildTag"] as const),
] as const;
export type Grouping = (typeof GROUPINGS)[number];

/** How a number was counted. */
export const policyView = z.object({
  name: z.enum(POLICY_NAMES),
  version: z.number().int().describe("Raised when its meaning changes"),
  title: z.string(),
  definition: z.string(),
});

/** The window and the filter an answer is about. */
export const filterView = {
  from: z.string().optional().describe("Started at or after; all of time where absent"),
  to: z.string().optional().describe("Started before"),
  filter: z.record(z.string(), z.string()),
};

const share = z.number().min(0).max(1).optional();

/** A yield with its sample, its interval and its rows. */
export const yieldView = z.object({
  n: z.number().int().describe("What was counted"),
  passed: z.number().int(),
  yield: share.describe("passed / n; absent where nothing was counted"),
  low: share.describe("Wilson's 95 % interval"),
  high: share,
  lostToProduct: z.number().int().describe("Units whose first run failed"),
  lostToTest: z
    .number()
    .int()
    .describe("First runs that ended in error or timeout, or whose fail a later pass contradicts"),
  rows: z.string().describe("Lists the `n` runs"),
  lostRows: z.string().describe("Lists those of them that did not pass"),
});

/** One group of a yield. */
export const yieldGroup = yieldView.extend({
  key: z.record(z.string(), z.string()).describe("What tells this group apart"),
});

/** Yields by one grouping. */
export const yieldAnswer = z.object({
  policy: policyView,
  ...filterView,
  by: z.enum(GROUPINGS),
  timeZone: z.string().describe("Of the site; its days are those of `by=day`"),
  total: yieldView.describe("A unit counts once at each operation"),
  items: z.array(yieldGroup),
  rolled: z
    .object({ yield: z.number(), operations: z.array(z.string()) })
    .optional()
    .describe("Product of the yields of the operations, where `by=operation` of one product"),
  excluded: z
    .object({
      reference: z.number().int().describe("Of golden and failing samples"),
      withoutUnit: z.number().int(),
      engineering: z.number().int(),
      simulated: z.number().int().describe("Of simulated rigs, outside a demo"),
      uninvited: z.number().int().describe("Begun though nobody armed, or a check did not hold"),
      invalidated: z.number().int().describe("Withdrawn by two people, with a nonconformance"),
    })
    .describe("Runs of the window that are in no yield"),
});
export type YieldAnswer = z.infer<typeof yieldAnswer>;
export type YieldView = z.infer<typeof yieldView>;
