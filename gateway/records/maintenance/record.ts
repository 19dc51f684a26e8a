/** Maintenance plans as requests state them and answers show them. */
import { z } from "zod";
import { CALIBRATION_POLICIES } from "../../domain/equipment/equipment.ts";
import { time } from "../view-scalars.ts";

const label = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/, "letters, digits, `_.-`");

/** A plan as it is stated. */
export const maintenancePlanInput = z.strictObject({
  id: label,
  title: z.string().trim().min(1).max(200),
  rig: z.string().min(1).max(64),
  everyDays: z.int().min(1).max(3_650).optional(),
  everyRuns: z.int().min(1).max(100_000_000).optional(),
  everyHours: z.int().min(1).max(100_000).optional().describe("Of running tests"),
  policy: z.enum(CALIBRATION_POLICIES).describe("What it means for a run that it is due"),
  verify: z.boolean().describe("Whether the reference units must be tested after it"),
  retired: z.boolean().optional(),
});

/** A plan, and what was counted since it was last performed. */
export const maintenancePlanView = maintenancePlanInput.extend({
  version: z.number().int(),
  lastPerformedAt: time.optional(),
  days: z.number().describe("Since then, or since the plan began"),
  runs: z.number().int(),
  hours: z.number(),
  due: z.string().optional().describe("What has run out; absent where nothing has"),
});

/** That it was performed. */
export const maintenanceInput = z.strictObject({
  id: z.uuid().describe("Of this maintenance: sent twice, it is recorded once"),
  performedAt: z.iso.datetime({ offset: true }),
  note: z.string().trim().max(2_000).optional(),
});

export type MaintenancePlanView = z.infer<typeof maintenancePlanView>;

/** The body of a maintenance's entry. */
export interface MaintenanceBody {
  readonly id: string;
  readonly planId: string;
  /** Microseconds since the epoch. */
  readonly performedAt: number;
  readonly note?: string;
}
