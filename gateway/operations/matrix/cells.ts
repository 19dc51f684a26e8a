/** Where many units stand at their operations, each table asked once for all of them. */
import type { Outcome } from "../../domain/run.ts";
import type { SqlReader } from "../../ledger/contract.ts";
import { compact } from "../../records/compact.ts";

interface CellState {
  readonly state: "open" | Outcome;
  readonly attempts: number;
  readonly runId?: string;
}

/** By unit, then by operation; and the hold that each held unit waits for. */
export interface Cells {
  readonly states: ReadonlyMap<string, ReadonlyMap<string, CellState>>;
  readonly holds: ReadonlyMap<
    string,
    { readonly reason: string; readonly nonconformanceId?: string }
  >;
}

const ATTEMPTS = `
  SELECT run.unit_id AS unitId, run.operation AS operation, count(*) AS attempts,
    max(run.outcome = 'running') AS running
  FROM json_each(?) AS wanted CROSS JOIN run ON run.unit_id = wanted.value
  WHERE run.uninvited = 0 GROUP BY run.unit_id, run.operation`;

const DECIDING = `
  SELECT unit_id AS unitId, operation, run_id AS runId, outcome
  FROM json_each(?) AS wanted CROSS JOIN deciding_run ON deciding_run.unit_id = wanted.value`;

/** The first that was placed is told: it is the one to be lifted first. */
const HOLDS = `
  SELECT unit_id AS unitId, reason, nonconformance_id AS nonconformanceId
  FROM json_each(?) AS wanted CROSS JOIN hold
    ON hold.unit_id = wanted.value AND hold.state = 'placed'
  ORDER BY hold.seq DESC`;

/** As each unit's own page has them. */
export function readCells(sql: SqlReader, units: readonly { readonly id: string }[]): Cells {
  const ids = JSON.stringify(units.map(({ id }) => id));
  const states = new Map<string, Map<string, CellState>>();
  const deciding = new Map<string, { readonly runId: string; readonly outcome: Outcome }>();
  const keyOf = (unitId: string, operation: string) => JSON.stringify([unitId, operation]);
  type Deciding = Row & { readonly runId: string; readonly outcome: Outcome };
  for (const { unitId, operation, runId, outcome } of sql.all<Deciding>(DECIDING, ids)) {
    deciding.set(keyOf(unitId, operation), { runId, outcome });
  }
  type Attempts = Row & { readonly attempts: number; readonly running: number };
  for (const { unitId, operation, attempts, running } of sql.all<Attempts>(ATTEMPTS, ids)) {
    const counts = deciding.get(keyOf(unitId, operation));
    const state: CellState["state"] = running === 1 ? "running" : (counts?.outcome ?? "open");
    const own = states.get(unitId) ?? new Map<string, CellState>();
    own.set(operation, compact({ state, attempts, runId: counts?.runId }));
    states.set(unitId, own);
  }
  return { states, holds: readHolds(sql, ids) };
}

interface Row {
  readonly unitId: string;
  readonly operation: string;
}

function readHolds(sql: SqlReader, ids: string): Cells["holds"] {
  type Hold = { unitId: string; reason: string; nonconformanceId: string | null };
  return new Map(
    sql.all<Hold>(HOLDS, ids).map(({ unitId, ...hold }) => [unitId, compact(hold)] as const),
  );
}
