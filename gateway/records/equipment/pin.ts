import { siteDate, statusOn } from "../../domain/equipment/status.ts";
import type { UsedEquipment } from "../../domain/equipment/used.ts";
import type { SqlReader } from "../../ledger/contract.ts";
import { compact } from "../compact.ts";
import { findEquipment, listCalibrations } from "./rules.ts";

/** What the configuration says a rig measures with. */
export interface EquipmentBinding {
  readonly id: string;
  /** Which of its functions, as its calibration names them. */
  readonly function: string;
  /** The steps that are measured with it; all where absent. */
  readonly steps?: readonly string[];
}

/**
 * The instruments of a run with the calibration that is in force at `startedAt` (microseconds): a
 * later one does not change what the run was made with (CR-42).
 */
export function pinEquipment(
  sql: SqlReader,
  bindings: readonly EquipmentBinding[],
  { startedAt, timeZone }: { readonly startedAt: number; readonly timeZone: string },
): readonly UsedEquipment[] {
  // Asking for the date costs more than the rest of a run's start.
  if (bindings.length === 0) return [];
  const today = siteDate(startedAt, timeZone);
  return bindings.map((binding) => {
    const known = findEquipment(sql, binding.id)?.body;
    if (known === undefined) return { ...binding, status: "unknown" };
    const inForce = listCalibrations(sql, binding.id).find(
      ({ performedAt }) => performedAt <= startedAt,
    );
    const status = statusOn(today, known, inForce);
    return compact({ ...binding, status, calibrationId: inForce?.id });
  });
}
