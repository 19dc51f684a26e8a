/** The values of one measurement, as the API answers them. */
import { z } from "zod";
import { band } from "../../records/view-scalars.ts";
import { filterView } from "../yield/view.ts";

const sample = {
  n: z.number().int().describe("Values"),
  mean: z.number(),
  deviation: z.number().optional().describe("Of the sample (n − 1); absent below two values"),
  min: z.number(),
  max: z.number(),
};

const limitBands = z.object({
  procedure: z.string().describe("Id and version"),
  comparator: z.string(),
  unit: z.string(),
  specification: band.optional(),
  acceptance: band.optional(),
  guardBandRule: z.string().optional(),
  warning: band.optional(),
  values: z.number().int().describe("Judged by them in this window"),
});

/** How the values of a measurement lie, beside its three bands. */
export const distributionAnswer = z.object({
  ...filterView,
  measurement: z.string(),
  name: z.string(),
  unit: z.string().describe("UCUM code; of the limits where the values convert"),
  runs: z.number().int().describe("Counted runs of the window"),
  read: z.number().int().describe("The latest of them, whose values these are; `from` is theirs"),
  values: z
    .object(sample)
    .optional()
    .describe("First in-run attempts of good quality; absent without"),
  failed: z.number().int().describe("Values out of the limits that were in force"),
  leftOut: z
    .object({
      retries: z.number().int(),
      badQuality: z.number().int(),
      notNumeric: z.number().int(),
      otherUnit: z.number().int(),
    })
    .describe("Values that are in no figure here, each by its first reason"),
  limits: z.array(limitBands).describe("Every set the values were judged by, the latest first"),
  histogram: z.array(
    z.object({
      low: z.number(),
      high: z.number().describe("Not in the bin, but for the last one"),
      count: z.number().int(),
      rows: z.string().describe("Lists the runs"),
    }),
  ),
  slots: z.array(
    z.object({ station: z.string(), slot: z.string(), ...sample, failed: z.number().int() }),
  ),
  rows: z.string().describe("Lists the runs of all values"),
});
export type DistributionAnswer = z.infer<typeof distributionAnswer>;

/** What is measured: to choose from. */
export const measurementList = z.object({
  items: z.array(
    z.object({
      measurement: z.string(),
      name: z.string(),
      unit: z.string(),
      operation: z.string(),
      partNumber: z.string(),
      procedure: z.string(),
    }),
  ),
});
export type MeasurementList = z.infer<typeof measurementList>;
