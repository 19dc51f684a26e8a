import type { EquipmentStatus } from "./status.ts";

/** An instrument a run was measured with, and what its calibration was worth at that moment. */
export interface UsedEquipment {
  readonly id: string;
  /** Which of its functions. */
  readonly function: string;
  /** The rig's steps that are measured with it; all where absent. */
  readonly steps?: readonly string[];
  /** `unknown` where no such equipment is registered. */
  readonly status: EquipmentStatus | "unknown";
  readonly calibrationId?: string;
}
