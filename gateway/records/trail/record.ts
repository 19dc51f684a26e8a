/** An entry of the audit trail, as it is shown: who did what, when and why. */
import { z } from "zod";
import { time } from "../view-scalars.ts";

/** Without its body: `/{record}/{id}/history` has the bodies of a record. */
export const trailEntry = z.object({
  seq: z.number().int().describe("Position in the ledger: the only order there is"),
  type: z.string(),
  id: z.string(),
  version: z.number().int(),
  action: z.string(),
  actor: z.string(),
  station: z.string(),
  reason: z.string().optional(),
  clockState: z.string(),
  occurredAt: time,
  recordedAt: time,
});

export type TrailEntry = z.infer<typeof trailEntry>;
