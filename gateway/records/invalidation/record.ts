/** The invalidation of a run: the run stays as it is, and counts no longer. */
import { z } from "zod";
import { time } from "../view-scalars.ts";

/** The body of an invalidation's entry: proposed by one person, approved by another. */
export interface InvalidationBody {
  readonly id: string;
  readonly runId: string;
  /** Of the run's unit, where it has one. */
  readonly unitId?: string;
  readonly nonconformanceId: string;
  readonly reason: string;
  readonly state: "proposed" | "approved" | "rejected";
  /** Who proposed it, as the ledger names them. */
  readonly proposedBy: string;
}

/** An invalidation as it is shown. */
export const invalidationView = z.object({
  id: z.string(),
  version: z.number().int(),
  runId: z.string(),
  unitId: z.string().optional(),
  nonconformanceId: z.string(),
  reason: z.string(),
  state: z.enum(["proposed", "approved", "rejected"]),
  proposedBy: z.string(),
  changedAt: time,
});

export type InvalidationView = z.infer<typeof invalidationView>;
