/** Whether a rig is in service: disabled by somebody for a reason, enabled again. */
import { z } from "zod";
import { time } from "../view-scalars.ts";

/** The body of an entry: each change is a version. */
export interface RigServiceBody {
  readonly rig: string;
  readonly station: string;
  readonly enabled: boolean;
}

/** A rig out of service. */
export const rigServiceView = z.object({
  rig: z.string(),
  version: z.number().int(),
  enabled: z.boolean(),
  reason: z.string().describe("Why it was disabled, or enabled again"),
  since: time,
  by: z.string(),
});

export type RigServiceView = z.infer<typeof rigServiceView>;
