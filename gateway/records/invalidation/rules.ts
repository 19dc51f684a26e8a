/** A run is withdrawn by two people: one proposes, quality approves. */
import { mayMove } from "../../domain/unit/unit-life.ts";
import { type NewEntry, Refusal, type Rule, type SqlReader } from "../../ledger/contract.ts";
import { personsOf } from "../commands/actor.ts";
import { compact } from "../compact.ts";
import { getNonconformance } from "../nonconformance/lookup.ts";
import { requireSigning, type Signing, signEntry } from "../signature/sign.ts";
import { getUnitRow } from "../unit/lookup.ts";
import { moveEntry } from "../unit/move.ts";
import type { InvalidationBody } from "./record.ts";

/** A proposal; its id is minted by the caller. */
export interface ProposeInvalidation {
  readonly id: string;
  readonly runId: string;
  readonly nonconformanceId: string;
  readonly reason: string;
}

/**
 * Proposes to invalidate a finished run under an open nonconformance. Throws Refusal
 * `run.not-found`, `run.still-open`, `run.invalidated`, `nonconformance.not-found`,
 * `nonconformance.closed`, `invalidation.pending` where one is proposed already.
 */
export const proposeInvalidation: Rule<ProposeInvalidation, { readonly id: string }> = (
  sql,
  input,
  context,
) => {
  const { id, runId, nonconformanceId, reason } = input;
  const run = getRunFacts(sql, runId);
  if (getNonconformance(sql, nonconformanceId).body.state === "closed") {
    const message = `nonconformance ${nonconformanceId} is closed`;
    throw new Refusal("nonconformance.closed", message, { id: nonconformanceId });
  }
  const pending = sql.get<{ id: string }>(
    "SELECT id FROM invalidation WHERE run_id = ? AND state = 'proposed'",
    runId,
  );
  if (pending !== undefined) {
    const message = `invalidation ${pending.id} of the run waits for its approval`;
    throw new Refusal("invalidation.pending", message, { id: pending.id });
  }
  const body: InvalidationBody = compact({
    ...{ id, runId, unitId: run.unitId, nonconformanceId, reason },
    ...{ state: "proposed" as const, proposedBy: context.actor },
  });
  return { entries: [entryOf(body, 1)], result: { id } };
};

interface RunFacts {
  readonly unitId: string | null;
  readonly operation: string;
  readonly completion: string;
  readonly invalidated: number;
}

function getRunFacts(sql: SqlReader, id: string): RunFacts {
  const run = sql.get<RunFacts>(
    "SELECT unit_id AS unitId, operation, completion, invalidated FROM run WHERE id = ?",
    id,
  );
  if (run === undefined) throw new Refusal("run.not-found", `there is no run ${id}`, { id });
  if (run.completion === "running") {
    throw new Refusal("run.still-open", `run ${id} goes on`, { id });
  }
  if (run.invalidated === 1) {
    throw new Refusal("run.invalidated", `run ${id} is invalidated already`, { id });
  }
  return run;
}

function entryOf(body: InvalidationBody, version: number): NewEntry {
  const { id, reason, state: action } = body;
  const entry = { type: "invalidation", id, version, schema: "invalidation/1", body };
  return { ...entry, action, reason };
}

/** The decision on a proposal; an approval must be signed. */
export interface DecideInvalidation {
  readonly id: string;
  readonly approve: boolean;
  readonly signing?: Signing;
}

/**
 * Approves by a signature of quality, of another person than who proposed it (CR-26), or rejects.
 * An approved run is kept and marked; where it decided at its operation the unit goes back there.
 * Throws Refusal `invalidation.not-found`, `invalidation.decided`, those of `requireSigning`.
 */
export const decideInvalidation: Rule<DecideInvalidation, { readonly id: string }> = (
  sql,
  { id, approve, signing },
  context,
) => {
  const { body: before, version } = getInvalidation(sql, id);
  if (before.state !== "proposed") {
    throw new Refusal("invalidation.decided", `it was ${before.state} already`, { id });
  }
  const signed = requireSigning(signing, {
    meanings: [approve ? "approved" : "rejected"],
    roles: ["qa"],
    notBy: personsOf(before.proposedBy),
  });
  const state = approve ? ("approved" as const) : ("rejected" as const);
  const entry = entryOf({ ...before, state }, version + 1);
  const entries = [entry, signEntry(entry, signed, context)];
  const move = approve ? moveBack(sql, before) : undefined;
  return { entries: move === undefined ? entries : [...entries, move], result: { id } };
};

function getInvalidation(
  sql: SqlReader,
  id: string,
): { readonly body: InvalidationBody; readonly version: number } {
  const row = sql.get<{ body: string; version: number }>(
    "SELECT body, version FROM invalidation WHERE id = ?",
    id,
  );
  if (row === undefined) {
    throw new Refusal("invalidation.not-found", `there is no invalidation ${id}`, { id });
  }
  return { body: JSON.parse(row.body) as InvalidationBody, version: row.version };
}

/** Only a run that decided something is missed: without it the unit's proof begins there anew. */
function moveBack(sql: SqlReader, body: InvalidationBody): NewEntry | undefined {
  const { runId, unitId, reason, id } = body;
  if (unitId === undefined) return undefined;
  const decided = sql.get<{ operation: string }>(
    "SELECT operation FROM deciding_run WHERE unit_id = ? AND run_id = ?",
    ...[unitId, runId],
  );
  const unit = getUnitRow(sql, unitId);
  if (decided === undefined || !mayMove("invalidate", unit.status)) return undefined;
  const cause = { type: "invalidation", id };
  return moveEntry(sql, unit, { kind: "invalidate", reason, operation: decided.operation, cause });
}
