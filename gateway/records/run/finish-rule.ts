import type { RunRecord } from "../../domain/run.ts";
import { Refusal, type Rule } from "../../ledger/contract.ts";
import { compact } from "../compact.ts";
import { findPinnedProcedure } from "../procedure/lookup.ts";
import { contradictions } from "./recompute.ts";
import { headerOf, RUN_COLUMNS, type RunRow } from "./row.ts";

export interface RunFinished {
  /** nth run of its unit at its operation; absent for a run without unit. */
  readonly attempt?: number;
}

/**
 * Ends a run with its record. The verdicts are computed again from the measured values and the
 * pinned procedure: a record that contradicts them, or its own header, is a fault of this program
 * and ends it. Throws Refusal `run.not-found` and `run.not-running`.
 */
export const finishRunRule: Rule<RunRecord, RunFinished> = (sql, record) => {
  const { id } = record;
  const row = sql.get<RunRow>(`SELECT ${RUN_COLUMNS} FROM run WHERE id = ?`, id);
  if (row === undefined) throw new Refusal("run.not-found", `there is no run ${id}`, { id });
  if (row.completion !== "running") {
    throw new Refusal("run.not-running", `run ${id} is finished: ${row.outcome}`, { id });
  }
  const header = headerOf(row);
  const procedure = findPinnedProcedure(sql, header);
  const wrong = contradictions(record, header, procedure);
  if (wrong.length > 0) {
    throw new Error(`run ${id}: the record contradicts its measurements in ${wrong.join(", ")}`);
  }
  const entry = { type: "run", id, version: 2, schema: "run/1", action: "finished", body: record };
  return {
    entries: [{ ...entry, occurredAt: record.finishedAt }],
    result: compact({ attempt: row.attempt }),
  };
};
