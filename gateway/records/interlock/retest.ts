/** Whether a test would be a retest: of which run, and what came of that. */
import type { UnitFacts } from "../../domain/interlock/facts.ts";
import type { SqlReader } from "../../ledger/contract.ts";
import { cycleOfRun } from "../unit/cycle.ts";

/** The run before, which did not pass. */
export interface RunBefore {
  readonly runId: string;
  readonly outcome: "fail" | "error" | "timeout" | "aborted";
}

/**
 * The latest finished run of the unit at the operation in its present cycle, where it did not pass;
 * undefined where there is none. What nobody armed for is not looked at.
 */
export function findRunBefore(
  sql: SqlReader,
  unit: Pick<UnitFacts, "id"> | undefined,
  of: { readonly operation: string; readonly at: number },
): RunBefore | undefined {
  if (unit?.id === undefined) return undefined;
  const cycle = cycleOfRun(sql, { unitId: unit.id, source: "rig", startedAt: of.at });
  const row = sql.get<{ runId: string; outcome: RunBefore["outcome"] | "pass" }>(
    `SELECT id AS runId, outcome FROM run
     WHERE unit_id = ? AND operation = ? AND source = 'rig' AND cycle = ?
       AND outcome <> 'running' AND uninvited = 0 AND invalidated = 0
     ORDER BY started_seq DESC LIMIT 1`,
    ...[unit.id, of.operation, cycle],
  );
  return row === undefined || row.outcome === "pass" ? undefined : (row as RunBefore);
}
