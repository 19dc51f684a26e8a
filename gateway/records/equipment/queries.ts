import { type Calibration, wasFoundGood, wasLeftGood } from "../../domain/equipment/equipment.ts";
import { daysBetween, siteDate, statusOn } from "../../domain/equipment/status.ts";
import { isoTime } from "../../domain/iso-time.ts";
import type { Query, SqlReader } from "../../ledger/contract.ts";
import { compact } from "../compact.ts";
import type { CalibrationView, EquipmentDetail, EquipmentView } from "./record.ts";
import { getEquipmentBody, listCalibrations } from "./rules.ts";

/** The moment and the place a status is asked for. */
export interface Moment {
  /** Microseconds since the epoch. */
  readonly now: number;
  readonly timeZone: string;
}

/** Every instrument by its id, with its status at that moment. */
export const listEquipment: Query<Moment, EquipmentView[]> = ({ sql }, moment) =>
  sql
    .all<{ id: string }>("SELECT id FROM equipment ORDER BY id")
    .map(({ id }) => presentEquipment(sql, id, moment));

/** One instrument with its calibrations. Throws Refusal `equipment.not-found`. */
export const getEquipment: Query<Moment & { readonly id: string }, EquipmentDetail> = (
  { sql },
  { id, ...moment },
) => ({
  ...presentEquipment(sql, id, moment),
  calibrations: listCalibrations(sql, id).map(presentCalibration),
});

function presentEquipment(sql: SqlReader, id: string, moment: Moment): EquipmentView {
  const { version, body } = getEquipmentBody(sql, id);
  const latest = listCalibrations(sql, id).find(({ performedAt }) => performedAt <= moment.now);
  const today = siteDate(moment.now, moment.timeZone);
  const rigs = sql
    .all<{ rig: string }>(
      "SELECT DISTINCT rig FROM run_equipment WHERE equipment_id = ? ORDER BY rig",
      id,
    )
    .map(({ rig }) => rig);
  return compact({
    ...body,
    ...{ version, rigs, status: statusOn(today, body, latest) },
    dueOn: latest?.dueOn,
    daysLeft: latest && daysBetween(today, latest.dueOn),
    calibrationId: latest?.id,
  }) as EquipmentView;
}

function presentCalibration(calibration: Calibration): CalibrationView {
  const { equipmentId: _, performedAt, ...rest } = calibration;
  return {
    ...structuredClone(rest as Omit<CalibrationView, "performedAt" | "foundGood" | "leftGood">),
    performedAt: isoTime(performedAt),
    foundGood: wasFoundGood(calibration),
    leftGood: wasLeftGood(calibration),
  };
}
