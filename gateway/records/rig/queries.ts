import type { Query, SqlReader } from "../../ledger/contract.ts";
import { compact } from "../compact.ts";
import { presentRow, RUN_COLUMNS, type RunRow } from "../run/row.ts";
import type { RunSummary } from "../views.ts";

export interface RigCount {
  readonly rig: string;
  /** Own runs stored since the given instant. */
  readonly runsToday: number;
  /** The last finished run of the rig. */
  readonly lastRun?: RunSummary;
}

/** Of each declared rig, or one: the runs it finished since `since` (microseconds), the last. */
export const countRigRuns: Query<{ readonly since: number; readonly rig?: string }, RigCount[]> = (
  { sql },
  { since, rig },
) =>
  sql
    .all<{ name: string }>(
      "SELECT name FROM rig WHERE ?1 IS NULL OR name = ?1 ORDER BY name",
      rig ?? null,
    )
    .map(({ name }) =>
      compact({ rig: name, runsToday: countSince(sql, name, since), lastRun: lastRun(sql, name) }),
    );

function countSince(sql: SqlReader, rig: string, since: number): number {
  const row = sql.get<{ runs: number }>(
    "SELECT count(*) AS runs FROM run WHERE rig = ? AND finished_at >= ? AND source = 'rig'",
    ...[rig, since],
  );
  return row?.runs ?? 0;
}

function lastRun(sql: SqlReader, rig: string): RunSummary | undefined {
  const row = sql.get<RunRow>(
    `SELECT ${RUN_COLUMNS} FROM run
     WHERE rig = ? AND outcome <> 'running' AND source = 'rig' ORDER BY started_seq DESC LIMIT 1`,
    rig,
  );
  return row && presentRow(row);
}
