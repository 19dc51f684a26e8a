import type { Calibration } from "../../domain/equipment/equipment.ts";
import {
  type Reevaluation,
  reevaluate,
  type SuspectWindow,
  suspectWindow,
} from "../../domain/equipment/impact.ts";
import type { UsedEquipment } from "../../domain/equipment/used.ts";
import { isoTime } from "../../domain/iso-time.ts";
import type { MeasurementRecord, RunRecord } from "../../domain/run.ts";
import { type Query, Refusal, type SqlReader } from "../../ledger/contract.ts";
import { readVersions } from "../../ledger/store/record-versions.ts";
import { compact } from "../compact.ts";
import { upcasters } from "../upcasters.ts";
import type { ImpactView } from "./record.ts";
import { getEquipmentBody, listCalibrations } from "./rules.ts";

export interface ImpactFilter {
  readonly id: string;
  /** The latest that found it out of tolerance where absent. */
  readonly calibrationId?: string;
  /** Rows to answer; the counts are of all. */
  readonly limit: number;
}

/**
 * Which runs an instrument's error touches, each measurement judged again (CR-44). Throws Refusal
 * `equipment.not-found`, `calibration.not-found`, `calibration.in-tolerance`.
 */
export const assessImpact: Query<ImpactFilter, ImpactView> = ({ sql }, filter) => {
  const { id, limit } = filter;
  getEquipmentBody(sql, id);
  const all = listCalibrations(sql, id);
  const { found, window } = chooseFound(all, filter);
  const rows = runsIn(sql, id, window).flatMap((runId) => suspectsOf(sql, { runId, id, found }));
  const runs = new Set(rows.map(({ runId }) => runId)).size;
  return compact({
    equipmentId: id,
    calibrationId: found.id,
    from: window.fromUs === undefined ? undefined : isoTime(window.fromUs),
    to: isoTime(window.toUs),
    counts: {
      ...{ runs, measurements: rows.length },
      flips: rows.filter(({ flips }) => flips).length,
      unknown: rows.filter(({ unknown }) => unknown !== undefined).length,
    },
    items: rows.toSorted((left, right) => Number(right.flips) - Number(left.flips)).slice(0, limit),
  }) as ImpactView;
};

function chooseFound(all: readonly Calibration[], { id, calibrationId }: ImpactFilter) {
  const asked = all.find((each) => each.id === calibrationId);
  if (calibrationId !== undefined && asked === undefined) {
    const message = `equipment ${id} has no calibration ${calibrationId}`;
    throw new Refusal("calibration.not-found", message, { id: calibrationId });
  }
  for (const found of asked === undefined ? all : [asked]) {
    const window = suspectWindow(found, all);
    if (window !== undefined) return { found, window };
  }
  const message = `equipment ${id} was not found out of tolerance`;
  throw new Refusal("calibration.in-tolerance", message, { id });
}

function runsIn(sql: SqlReader, id: string, { fromUs = 0, toUs }: SuspectWindow): string[] {
  return sql
    .all<{ runId: string }>(
      `SELECT run_id AS runId FROM run_equipment
       WHERE equipment_id = ? AND started_at >= ? AND started_at < ? ORDER BY started_at, run_id`,
      ...[id, fromUs, toUs],
    )
    .map(({ runId }) => runId);
}

interface Wanted {
  readonly runId: string;
  readonly id: string;
  readonly found: Calibration;
}

type ImpactRow = ImpactView["items"][number];

function suspectsOf(sql: SqlReader, { runId, id, found }: Wanted): ImpactRow[] {
  const body = readVersions(sql, { type: "run", id: runId }, upcasters).at(-1)?.body;
  const { equipment = [], measurements = [] } = body as Partial<RunRecord> & Pick<RunRecord, "id">;
  const uses = equipment.filter((used) => used.id === id);
  return measurements.flatMap((measurement) => {
    const used = uses.find(({ steps }) => steps === undefined || steps.includes(measurement.step));
    const row = used && reevaluated(measurement, used, found);
    return row === undefined ? [] : [{ ...runFacts(sql, body as RunRecord), ...row }];
  });
}

function reevaluated(
  measurement: MeasurementRecord,
  { function: measured }: UsedEquipment,
  found: Calibration,
) {
  const { value, unit, limits, computed: verdict, id } = measurement;
  if (typeof value !== "number" || limits === undefined) return undefined;
  const again = reevaluate({ value, unit, limits, verdict, function: measured }, found);
  return { measurement: id, value, unit, verdict, ...presentAgain(again) };
}

function presentAgain(again: Reevaluation) {
  if (again.kind === "unknown") return { flips: false, unknown: again.why };
  const { corrected, error, verdict, flips } = again;
  return { corrected, error, newVerdict: verdict, flips };
}

function runFacts(sql: SqlReader, run: RunRecord) {
  const { id: runId, serialNumber, partNumber, startedAt, unitId } = run;
  const status =
    unitId === undefined
      ? undefined
      : sql.get<{ status: string }>("SELECT status FROM unit WHERE id = ?", unitId)?.status;
  const facts = { runId, serialNumber, partNumber, unitStatus: status };
  return { ...compact(facts), runId, startedAt: isoTime(startedAt) };
}
