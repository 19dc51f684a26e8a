/** Commands on decisions, and the table they are found in. */
import { DECISION_MOVES, type DecisionStatus } from "../../domain/controlled/decision-moves.ts";
import { isoTime } from "../../domain/iso-time.ts";
import {
  type NewEntry,
  type Projection,
  Refusal,
  type Rule,
  type SqlReader,
} from "../../ledger/contract.ts";
import { derivedId } from "../commands/derived-id.ts";
import { compact } from "../compact.ts";
import { requireMove } from "../controlled/require-move.ts";
import { getHold, liftedEntry, placedEntry } from "../hold/rules.ts";
import { assertExpectedVersion, type Latest, refuseInvalid } from "../import-rule.ts";
import { type Signing, signEntry } from "../signature/sign.ts";
import { getUnitRow } from "../unit/lookup.ts";
import type { DecisionBody, Position } from "./record.ts";

/**
 * Opens a decision; with `holds` the units it is about are held until it is taken. Throws Refusal
 * `record.invalid`, `unit.not-found`.
 */
export const openDecision: Rule<
  Omit<DecisionBody, "status" | "positions" | "openedAtUs" | "outcome">,
  { version: number }
> = (sql, input, { occurredAt }) => {
  if (input.dueAtUs <= occurredAt) refuseInvalid("dueAt", "it lies in the past");
  if (new Set(input.options).size < input.options.length) {
    refuseInvalid("options", "one of them is there twice");
  }
  const body: DecisionBody = { ...input, status: "open", positions: [], openedAtUs: occurredAt };
  const entry = entryOf(body, { version: 1, action: "opened" });
  return { entries: [entry, ...holdsOf(sql, body)], result: { version: 1 } };
};

/** What has left the plant, or is scrap, can not be held any more. */
const GONE: readonly string[] = ["shipped", "scrap"];

function holdsOf(sql: SqlReader, body: DecisionBody): readonly NewEntry[] {
  const { id: decisionId, question: reason, holds, attachedTo, openedAtUs } = body;
  if (!holds) return [];
  return attachedTo
    .filter(({ recordType }) => recordType === "unit")
    .map(({ recordId }) => getUnitRow(sql, recordId))
    .filter(({ status }) => !GONE.includes(status))
    .map(({ id: unitId }) => {
      const id = derivedId(["hold", decisionId, unitId], openedAtUs);
      return placedEntry({ id, unitId, decisionId, reason });
    });
}

function liftHolds(sql: SqlReader, { id, outcome }: DecisionBody): readonly NewEntry[] {
  return sql
    .all<{ id: string }>(
      "SELECT id FROM hold WHERE decision_id = ? AND state = 'placed' ORDER BY seq",
      id,
    )
    .map((hold) => {
      const { body, version } = getHold(sql, hold.id);
      return liftedEntry(body, version, `decided: ${outcome}`);
    });
}

/** Says what a role that was asked stands for. */
export interface TakePosition extends Pick<Position, "role" | "option" | "why"> {
  readonly id: string;
}

/**
 * Takes a position; the latest of each role counts, and with the last one asked for all are in.
 * Throws Refusal `record.not-found`, `transition.refused` once it is decided, `record.invalid`.
 */
export const takePosition: Rule<TakePosition, { version: number }> = (sql, input, context) => {
  const { id, ...said } = input;
  const { body, version } = getDecision(sql, id);
  assertExpectedVersion(context, version);
  if (body.status === "decided") {
    throw new Refusal("transition.refused", `decision ${id} is decided; open another one`);
  }
  if (!body.asks.includes(said.role)) refuseInvalid("role", `${said.role} was not asked`);
  if (!body.options.includes(said.option)) {
    refuseInvalid("option", `it is none of ${body.options.join(", ")}`);
  }
  const position: Position = { ...said, by: context.actor, atUs: context.occurredAt };
  const positions = [...body.positions.filter(({ role }) => role !== said.role), position];
  const isComplete = body.asks.every((role) => positions.some((each) => each.role === role));
  const status = isComplete && body.status === "open" ? "positions_in" : body.status;
  const next = { ...body, positions, status };
  const entry = entryOf(next, { version: version + 1, action: "position taken" });
  return { entries: [entry], result: { version: version + 1 } };
};

/** Moves a decision on: escalated once it is overdue, or decided by a signature. */
export interface MoveDecision {
  readonly id: string;
  readonly to: Extract<DecisionStatus, "escalated" | "decided">;
  readonly reason?: string;
  /** With `decided`: one of its options. */
  readonly outcome?: string;
  readonly signing: Signing | undefined;
}

/**
 * Throws Refusal `record.not-found`, `record.version-conflict`, `transition.refused`,
 * `record.reason-missing`, `record.invalid`, and what `requireSigning` throws.
 */
export const moveDecision: Rule<MoveDecision, { version: number }> = (sql, input, context) => {
  const { id, to, reason, outcome } = input;
  const { body, version } = getDecision(sql, id);
  assertExpectedVersion(context, version);
  const asked = { what: `decision ${id}`, from: body.status, to, reason, authors: [] };
  const signing = requireMove(DECISION_MOVES, { ...asked, signing: input.signing });
  if (to === "escalated" && context.occurredAt <= body.dueAtUs) {
    const message = `decision ${id} is not overdue before ${isoTime(body.dueAtUs)}`;
    throw new Refusal("transition.guard-missing", message, { missing: ["overdue"] });
  }
  if (to === "decided" && !body.options.some((each) => each === outcome)) {
    refuseInvalid("outcome", `it is none of ${body.options.join(", ")}`);
  }
  const next = compact({ ...body, status: to, outcome }) as DecisionBody;
  const entry = entryOf(next, { version: version + 1, action: to, reason });
  const signature = signing === undefined ? [] : [signEntry(entry, signing, context)];
  const lifted = to === "decided" ? liftHolds(sql, next) : [];
  return { entries: [entry, ...signature, ...lifted], result: { version: version + 1 } };
};

interface Written {
  readonly version: number;
  readonly action: string;
  readonly reason?: string | undefined;
}

function entryOf(body: DecisionBody, { version, action, reason }: Written): NewEntry {
  const entry = { type: "decision", id: body.id, version, schema: "decision/1", action, body };
  return compact({ ...entry, reason }) as NewEntry;
}

/** The decision. Throws Refusal `record.not-found`. */
export function getDecision(sql: SqlReader, id: string): Latest<DecisionBody> {
  const row = sql.get<{ version: number; body: string }>(
    "SELECT version, body FROM decision WHERE id = ?",
    id,
  );
  if (row !== undefined) return { version: row.version, body: JSON.parse(row.body) };
  throw new Refusal("record.not-found", `there is no decision ${id}`, { id });
}

/** Tables `decision` and `decision_record`: each decision as it is now, and what it is about. */
export const decisionProjection: Projection = {
  name: "decision",
  version: 1,
  types: ["decision"],
  tables: ["decision_record", "decision"],
  ddl: [
    `CREATE TABLE decision (
      id TEXT PRIMARY KEY, seq INTEGER NOT NULL, version INTEGER NOT NULL, status TEXT NOT NULL,
      due_at INTEGER NOT NULL, holds INTEGER NOT NULL, body TEXT NOT NULL
    ) STRICT`,
    "CREATE INDEX decision_status ON decision (status, due_at)",
    `CREATE TABLE decision_record (
      record_type TEXT NOT NULL, record_id TEXT NOT NULL, decision_id TEXT NOT NULL,
      PRIMARY KEY (record_type, record_id, decision_id)
    ) STRICT, WITHOUT ROWID`,
  ],
  apply(sql, entry, raw) {
    const body = raw as DecisionBody;
    sql.run(
      "INSERT OR REPLACE INTO decision VALUES (?, ?, ?, ?, ?, ?, ?)",
      ...[body.id, entry.seq, entry.version, body.status, body.dueAtUs, Number(body.holds)],
      JSON.stringify(body),
    );
    for (const { recordType, recordId } of entry.version === 1 ? body.attachedTo : []) {
      sql.run(
        "INSERT OR IGNORE INTO decision_record VALUES (?, ?, ?)",
        ...[recordType, recordId, body.id],
      );
    }
  },
};
