/** Commands on alarms: a condition raises and clears, people acknowledge and close. */
import {
  type AlarmAct,
  type AlarmKind,
  type AlarmRecord,
  actOnAlarm,
  alarmKey,
} from "../../domain/alarm/alarm.ts";
import {
  type CommandContext,
  type Decision,
  Refusal,
  type Rule,
  type SqlReader,
} from "../../ledger/contract.ts";
import { assertExpectedVersion, type Latest } from "../import-rule.ts";

export interface RaiseInput {
  readonly id: string;
  readonly rig: string;
  readonly kind: AlarmKind;
  readonly channel?: string;
  readonly what: string;
  readonly flapping: boolean;
}

/** Raises it, and answers its id; where it is raised already, that one's, and appends nothing. */
export const raiseAlarm: Rule<RaiseInput, string> = (sql, input, context) => {
  const active = sql.get<{ id: string }>(
    "SELECT id FROM alarm WHERE rig = ? AND key = ? AND cleared_at IS NULL",
    ...[input.rig, alarmKey(input)],
  );
  if (active !== undefined) return { entries: [], result: active.id };
  const { station, occurredAt: raisedAt } = context;
  const body: AlarmRecord = { ...input, station, state: "raised", raisedAt };
  return { entries: [entryOf(body, 1, "raised")], result: input.id };
};

/** Records that the condition ended; nothing where that is recorded. */
export const clearAlarm: Rule<{ readonly id: string }, AlarmRecord> = (sql, { id }, context) => {
  const { body, version } = getAlarm(sql, id);
  const cleared = actOnAlarm(body, { kind: "clear", at: context.occurredAt });
  if (cleared === undefined) return { entries: [], result: body };
  return { entries: [entryOf(cleared, version + 1, "cleared")], result: cleared };
};

/** Somebody looks after it. Throws Refusal `alarm.not-open`. */
export const acknowledgeAlarm: Rule<{ readonly id: string; readonly by: string }, AlarmRecord> = (
  sql,
  { id, by },
  context,
) => {
  const act = { kind: "acknowledge", at: context.occurredAt, owner: by } as const;
  return decide(sql, { id, act, action: "acknowledged", context });
};

/** Ends it with its cause. Throws Refusal `alarm.not-open`. */
export const closeAlarm: Rule<
  { readonly id: string; readonly by: string; readonly cause: string },
  AlarmRecord
> = (sql, { id, by, cause }, context) => {
  const act = { kind: "close", at: context.occurredAt, by, cause } as const;
  return decide(sql, { id, act, action: "closed", context });
};

interface Wanted {
  readonly id: string;
  readonly act: AlarmAct;
  readonly action: string;
  readonly context: CommandContext;
}

function decide(sql: SqlReader, { id, act, action, context }: Wanted): Decision<AlarmRecord> {
  const { body, version } = getAlarm(sql, id);
  assertExpectedVersion(context, version);
  const after = actOnAlarm(body, act);
  if (after === undefined) {
    throw new Refusal("alarm.not-open", `alarm ${id} is ${body.state}`, { id, state: body.state });
  }
  const entry = entryOf(after, version + 1, action);
  const reason = act.kind === "close" ? { reason: act.cause } : {};
  return { entries: [{ ...entry, ...reason }], result: after };
}

function getAlarm(sql: SqlReader, id: string): Latest<AlarmRecord> {
  const row = sql.get<{ version: number; body: string }>(
    "SELECT version, body FROM alarm WHERE id = ?",
    id,
  );
  if (row === undefined) throw new Refusal("alarm.not-found", `there is no alarm ${id}`, { id });
  return { version: row.version, body: JSON.parse(row.body) as AlarmRecord };
}

function entryOf(body: AlarmRecord, version: number, action: string) {
  return { type: "alarm", id: body.id, version, schema: "alarm/1", action, body };
}
