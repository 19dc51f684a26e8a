/** A hold keeps one unit from being released or shipped until quality lifts it. */
import { z } from "zod";
import { time } from "../view-scalars.ts";

/** The body of a hold's entry: placed in the first version, lifted in the second. */
export interface HoldBody {
  readonly id: string;
  readonly unitId: string;
  readonly state: "placed" | "lifted";
  readonly reason: string;
  /** The nonconformance that keeps it, where one does. */
  readonly nonconformanceId?: string;
  /** The decision that is waited for, where one is. */
  readonly decisionId?: string;
  /** Why it was lifted. */
  readonly liftedBecause?: string;
}

/** A hold as it is shown. */
export const holdView = z.object({
  id: z.string(),
  unitId: z.string(),
  version: z.number().int(),
  state: z.enum(["placed", "lifted"]),
  reason: z.string(),
  nonconformanceId: z.string().optional(),
  decisionId: z.string().optional(),
  placedAt: time,
  placedBy: z.string(),
  liftedAt: time.optional(),
  liftedBy: z.string().optional(),
  liftedBecause: z.string().optional(),
});

export type HoldView = z.infer<typeof holdView>;
