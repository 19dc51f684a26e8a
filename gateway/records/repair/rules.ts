/** Commands on repairs. */
import { isoTime } from "../../domain/iso-time.ts";
import {
  type CommandContext,
  type NewEntry,
  Refusal,
  type Rule,
  type SqlReader,
} from "../../ledger/contract.ts";
import { compact } from "../compact.ts";
import { refuseInvalid } from "../import-rule.ts";
import { getUnitRow } from "../unit/lookup.ts";
import { moveEntry } from "../unit/move.ts";
import type { RepairBody } from "./record.ts";

/** A repair to begin; its id is minted by the caller. */
export interface BeginRepair {
  readonly id: string;
  readonly unitId: string;
  readonly runId: string;
  readonly measurementId: string;
  readonly diagnosis: string;
  /** When it was, where that is told later; microseconds since the epoch. */
  readonly begunAt?: number;
}

/**
 * Takes a failed unit to repair, for one failing measurement of one of its failing runs. A unit
 * that a disposition sent to repair is there already. Throws Refusal `unit.not-allowed`,
 * `record.invalid` for a run or measurement that did not fail on this unit, and for a time that
 * lies before that run's end or has not come.
 */
export const beginRepair: Rule<BeginRepair, { readonly id: string }> = (sql, input, context) => {
  const { id, unitId, runId, measurementId, diagnosis } = input;
  const unit = getUnitRow(sql, unitId);
  const { endedAt } = assertFailing(sql, input);
  const { begunAt: occurredAt = context.occurredAt } = input;
  if (input.begunAt !== undefined) {
    refuseImpossible("begunAt", { at: occurredAt, notBefore: endedAt }, context);
  }
  const body: RepairBody = { id, unitId, runId, measurementId, diagnosis, state: "open" };
  const base = { type: "repair", id, version: 1, schema: "repair/1", action: "begun", body };
  const repair = { ...base, occurredAt };
  if (unit.status === "repair") return { entries: [repair], result: { id } };
  const cause = { type: "repair", id };
  const move = moveEntry(sql, unit, { kind: "repair", reason: diagnosis, cause });
  return { entries: [repair, { ...move, occurredAt }], result: { id } };
};

interface FailingRun {
  readonly outcome: string;
  /** Microseconds since the epoch. */
  readonly endedAt: number;
}

function assertFailing(
  sql: SqlReader,
  { unitId, runId, measurementId }: BeginRepair,
): Pick<FailingRun, "endedAt"> {
  const run = sql.get<FailingRun>(
    `SELECT outcome, coalesce(finished_at, started_at) AS endedAt
     FROM run WHERE id = ? AND unit_id = ?`,
    ...[runId, unitId],
  );
  if (run === undefined) refuseInvalid("runId", `run ${runId} is none of this unit`);
  if (run.outcome !== "fail") refuseInvalid("runId", `run ${runId} did not fail: ${run.outcome}`);
  const failing = sql.get(
    `SELECT 1 FROM measurement WHERE run_id = ? AND measurement_id = ?
       AND (computed = 'fail' OR reported = 'fail')`,
    ...[runId, measurementId],
  );
  // A rig may fail a run without saying by which measurement: then any of them may be named.
  const anyFailing = sql.get(
    "SELECT 1 FROM measurement WHERE run_id = ? AND (computed = 'fail' OR reported = 'fail')",
    runId,
  );
  if (failing !== undefined || anyFailing === undefined) return run;
  return refuseInvalid("measurementId", `${measurementId} did not fail in run ${runId}`);
}

/** What is told later lies in the past, and after what it followed. */
function refuseImpossible(
  field: "begunAt" | "doneAt",
  { at, notBefore }: { readonly at: number; readonly notBefore: number },
  { occurredAt }: CommandContext,
): void {
  if (at > occurredAt) refuseInvalid(field, `${isoTime(at)} has not come yet`);
  if (at < notBefore) refuseInvalid(field, `what it followed was later, ${isoTime(notBefore)}`);
}

/** What was done, and where the unit goes on. */
export interface FinishRepair {
  readonly id: string;
  readonly action: string;
  readonly note?: string;
  readonly operation: string;
  /** When it was, where that is told later; microseconds since the epoch. */
  readonly doneAt?: number;
}

/**
 * Ends a repair: the unit goes back to that operation in a new cycle, once no other repair of it is
 * open. Throws Refusal `repair.not-found`, `repair.done`, `unit.not-allowed`, `record.invalid` for
 * an operation that is not of the route, and for a time before its begin or that has not come.
 */
export const finishRepair: Rule<FinishRepair, { readonly id: string }> = (sql, input, context) => {
  const { id, action, note, operation } = input;
  const { body: before, version, begunAt } = getRepair(sql, id);
  if (before.state === "done") throw new Refusal("repair.done", `repair ${id} is done`, { id });
  const body: RepairBody = compact({ ...before, state: "done" as const, action, note, operation });
  const { doneAt: occurredAt = context.occurredAt } = input;
  if (input.doneAt !== undefined) {
    refuseImpossible("doneAt", { at: occurredAt, notBefore: begunAt }, context);
  }
  const base = { type: "repair", id, version: version + 1, schema: "repair/1", action: "done" };
  const repair: NewEntry = { ...base, body, occurredAt };
  const others = sql.get(
    "SELECT 1 FROM repair WHERE unit_id = ? AND id <> ? AND done_seq IS NULL",
    ...[before.unitId, id],
  );
  if (others !== undefined) return { entries: [repair], result: { id } };
  const unit = getUnitRow(sql, before.unitId);
  const cause = { type: "repair", id };
  const move = moveEntry(sql, unit, { kind: "resume", reason: action, operation, cause });
  return { entries: [repair, { ...move, occurredAt }], result: { id } };
};

function getRepair(
  sql: SqlReader,
  id: string,
): { readonly body: RepairBody; readonly version: number; readonly begunAt: number } {
  const row = sql.get<{ body: string; version: number; begunAt: number }>(
    "SELECT body, version, begun_at AS begunAt FROM repair WHERE id = ?",
    id,
  );
  if (row === undefined) throw new Refusal("repair.not-found", `there is no repair ${id}`, { id });
  const { body, version, begunAt } = row;
  return { body: JSON.parse(body) as RepairBody, version, begunAt };
}
