/** For whom a rig is armed: a scan owns the next run of its slot, for a while. */
import { z } from "zod";
import type { CardReason } from "../../domain/scan/card.ts";
import { time } from "../view-scalars.ts";

/** The body of its entry. One record for each slot of a rig; each arming is a version of it. */
export interface ArmingBody {
  readonly state: "armed" | "disarmed";
  readonly rig: string;
  readonly station: string;
  readonly operation: string;
  /** Empty for a rig without slots. */
  readonly slot: string;
  readonly serialNumber: string;
  readonly partNumber: string;
  readonly unitId?: string;
  readonly orderId?: string;
  /** Of a reference unit, in place of a unit. */
  readonly referenceUnitId?: string;
  /** Person id of who tests, where known. */
  readonly operator?: string;
  /** Why it is tested again, after a fail. */
  readonly retest?: CardReason;
  /** Overrides without which it would have been refused. */
  readonly overrides?: readonly string[];
  /** Microseconds since the epoch. */
  readonly armedAt: number;
  readonly expiresAt: number;
}

/** `used`: a run began with it. `expired` follows from the time alone. */
export const ARMING_STATES = ["armed", "used", "expired", "disarmed"] as const;

/** How a slot stands. */
export const armingView = z.object({
  rig: z.string(),
  station: z.string(),
  operation: z.string(),
  slot: z.string().describe("Empty for a rig without slots"),
  version: z.number().int().describe("Send it as `expectedVersion` when arming: 0 for the first"),
  state: z.enum(ARMING_STATES),
  serialNumber: z.string(),
  partNumber: z.string(),
  unitId: z.string().optional(),
  orderId: z.string().optional(),
  referenceUnitId: z.string().optional(),
  operator: z.string().optional(),
  overrides: z.array(z.string()).optional(),
  retest: z
    .object({ code: z.string(), title: z.string() })
    .optional()
    .describe("Why it is tested again, after a fail"),
  armedAt: time,
  expiresAt: time,
  runId: z.string().optional().describe("The run that used it"),
});

export type ArmingView = z.infer<typeof armingView>;

/** The id of a slot's record. */
export function armingId(rig: string, slot: string): string {
  return slot === "" ? rig : `${rig}/${slot}`;
}
