import { isoTime } from "../../domain/iso-time.ts";
import type { Query, SqlReader } from "../../ledger/contract.ts";
import { compact } from "../compact.ts";
import type { RepairAdvice, RepairBody, RepairView } from "./record.ts";

interface Row {
  readonly body: string;
  readonly version: number;
  readonly begunAt: number;
  readonly begunBy: string;
  readonly doneAt: number | null;
  readonly doneBy: string | null;
}

/** Every repair of a unit, oldest first. */
export function listRepairsOf(sql: SqlReader, unitId: string): RepairView[] {
  return sql
    .all<Row>(
      `SELECT body, version, begun_at AS begunAt, begun_by AS begunBy, done_at AS doneAt,
         done_by AS doneBy
       FROM repair WHERE unit_id = ? ORDER BY seq`,
      unitId,
    )
    .map(({ body, version, begunAt, begunBy, doneAt, doneBy }) =>
      compact({
        ...(JSON.parse(body) as RepairBody),
        ...{ version, begunAt: isoTime(begunAt), begunBy, doneBy },
        doneAt: doneAt === null ? null : isoTime(doneAt),
      }),
    );
}

/**
 * What was done about that measurement before, and whether the first judged run at the operation it
 * went back to passed; the most frequent action first. Runs that count no more are left out.
 */
export const adviseRepair: Query<
  { readonly partNumber: string; readonly measurementId: string },
  RepairAdvice[]
> = ({ sql }, { partNumber, measurementId }) =>
  sql.all<RepairAdvice>(
    `WITH done AS (
       SELECT repair.action AS action, (
         SELECT run.outcome FROM run
         WHERE run.unit_id = repair.unit_id AND run.started_seq > repair.done_seq
           AND run.operation = json_extract(repair.body, '$.operation')
           AND run.outcome IN ('pass', 'fail') AND run.engineering_mode = 0 AND run.invalidated = 0
         ORDER BY run.started_seq LIMIT 1
       ) AS outcome
       FROM repair JOIN unit ON unit.id = repair.unit_id
       WHERE repair.measurement_id = ? AND unit.part_number = ? AND repair.action IS NOT NULL
     )
     SELECT action, count(*) AS repairs, coalesce(sum(outcome = 'pass'), 0) AS passed,
       coalesce(sum(outcome = 'fail'), 0) AS failed
     FROM done GROUP BY action ORDER BY repairs DESC, action LIMIT 50`,
    ...[measurementId, partNumber],
  );
