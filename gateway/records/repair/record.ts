/** A repair: of the failing measurement of a failing run, with the operation to go back to. */
import { z } from "zod";
import { time } from "../view-scalars.ts";

/** The body of a repair's entry: begun in the first version, done in the second. */
export interface RepairBody {
  readonly id: string;
  readonly unitId: string;
  readonly runId: string;
  readonly measurementId: string;
  readonly state: "open" | "done";
  readonly diagnosis: string;
  /** What was done, in few words that repeat: advice counts by them. */
  readonly action?: string;
  readonly note?: string;
  /** The operation the unit went back to. */
  readonly operation?: string;
}

/** A repair as it is shown. */
export const repairView = z.object({
  id: z.string(),
  version: z.number().int(),
  unitId: z.string(),
  runId: z.string(),
  measurementId: z.string(),
  state: z.enum(["open", "done"]),
  diagnosis: z.string(),
  action: z.string().optional(),
  note: z.string().optional(),
  operation: z.string().optional(),
  begunAt: time,
  begunBy: z.string(),
  doneAt: time.optional(),
  doneBy: z.string().optional(),
});

/** What helped before, with how many cases it rests on. */
export const repairAdvice = z.object({
  action: z.string(),
  repairs: z.number().int().describe("Finished repairs of that measurement with this action"),
  passed: z.number().int().describe("Of those, units that passed the operation afterwards"),
  failed: z.number().int().describe("Of those, units that failed it again first"),
});

export type RepairView = z.infer<typeof repairView>;
export type RepairAdvice = z.infer<typeof repairAdvice>;
