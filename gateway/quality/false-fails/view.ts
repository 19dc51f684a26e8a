/** Fails that a later pass contradicts, as the API answers them. */
import { z } from "zod";
import { filterView } from "../yield/view.ts";

const share = z.number().min(0).max(1).optional();

/** How many fails of a group were false. */
export const falseFailView = z.object({
  failed: z.number().int().describe("Failed runs"),
  falseFails: z.number().int().describe("Of them, those whose unit passed later without a repair"),
  share: share.describe("falseFails / failed; absent where nothing failed"),
  low: share.describe("Wilson's 95 % interval"),
  high: share,
  rows: z.string().describe("Lists the false fails"),
  failedRows: z.string().describe("Lists the failed runs"),
});

const group = falseFailView.extend({ key: z.record(z.string(), z.string()) });

/** False fails, and what first-pass yield is lost to. */
export const falseFailAnswer = z.object({
  ...filterView,
  total: falseFailView,
  stations: z.array(group),
  slots: z.array(group),
  measurements: z.array(group).describe("By the measurement that caused the fail"),
  loss: z
    .object({
      first: z.number().int(),
      passed: z.number().int(),
      product: z.number().int().describe("First runs that failed"),
      testSystem: z
        .number()
        .int()
        .describe("First runs in error or timeout, or whose fail a later pass contradicts"),
      productRows: z.string(),
      testSystemRows: z.string(),
    })
    .describe("What the policy first-pass loses, split in two; all add up to `first`"),
});
export type FalseFailAnswer = z.infer<typeof falseFailAnswer>;
export type FalseFailView = z.infer<typeof falseFailView>;
