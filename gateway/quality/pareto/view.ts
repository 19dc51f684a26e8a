/** What fails most, as the API answers it. */
import { z } from "zod";
import { filterView } from "../yield/view.ts";

/** One measurement that made runs fail. */
export const paretoItem = z.object({
  measurement: z.string().describe("Id; empty where the rig alone called the run failed"),
  name: z.string(),
  operation: z.string(),
  partNumber: z.string(),
  causing: z.number().int().describe("Runs in which it was the first good value out of limits"),
  share: z.number().describe("Of the failed runs, by the causing measurement; all add up to 1"),
  failing: z.number().int().describe("Runs in which it failed at all"),
  rows: z.string().describe("Lists the runs it caused"),
  failingRows: z.string().describe("Lists the runs in which it failed"),
});

/** Measurements by how many runs they made fail. */
export const paretoAnswer = z.object({
  ...filterView,
  n: z.number().int().describe("Failed runs; a unit counts as often as it failed"),
  runs: z.number().int().describe("Counted runs of the window"),
  rows: z.string().describe("Lists the `n` runs"),
  items: z.array(paretoItem).describe("The most frequent cause first"),
});
export type ParetoAnswer = z.infer<typeof paretoAnswer>;
