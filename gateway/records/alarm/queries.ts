import type { AlarmCondition, AlarmRecord } from "../../domain/alarm/alarm.ts";
import { type Query, Refusal, type SqlValue } from "../../ledger/contract.ts";
import { decodeCursor, encodeCursor } from "../lists/cursor.ts";
import { type AlarmView, presentAlarm } from "./record.ts";

export interface AlarmFilter {
  readonly rig?: string;
  readonly state?: AlarmCondition;
  /** At least 1. */
  readonly limit: number;
  readonly cursor?: string;
}

interface Row {
  readonly seq: number;
  readonly version: number;
  readonly body: string;
}

/** Alarms by filter, the latest first. Throws Refusal `cursor.invalid`. */
export const listAlarms: Query<AlarmFilter, { items: AlarmView[]; nextCursor?: string }> = (
  { sql },
  { rig, state, limit, cursor },
) => {
  const conditions: (readonly [string, SqlValue | undefined])[] = [
    ["rig = ?", rig],
    ["state = ?", state],
    ["raised_seq < ?", cursor === undefined ? undefined : decodeCursor(cursor)],
  ];
  const asked = conditions.filter(([, value]) => value !== undefined);
  const where = asked.length === 0 ? "" : `WHERE ${asked.map(([text]) => text).join(" AND ")}`;
  const rows = sql.all<Row>(
    `SELECT raised_seq AS seq, version, body FROM alarm ${where} ORDER BY raised_seq DESC LIMIT ?`,
    ...asked.map(([, value]) => value as SqlValue),
    limit + 1,
  );
  const items = rows.slice(0, limit).map(present);
  const last = rows[limit - 1];
  if (rows.length <= limit || last === undefined) return { items };
  return { items, nextCursor: encodeCursor(last.seq) };
};

/** One alarm. Throws Refusal `alarm.not-found`. */
export const getAlarm: Query<{ readonly id: string }, AlarmView> = ({ sql }, { id }) => {
  const row = sql.get<Row>("SELECT raised_seq AS seq, version, body FROM alarm WHERE id = ?", id);
  if (row === undefined) throw new Refusal("alarm.not-found", `there is no alarm ${id}`, { id });
  return present(row);
};

/**
 * What whoever watches must know at start: every alarm that is open or whose condition goes on, and
 * those raised since `since` (microseconds), oldest first.
 */
export const listWatchedAlarms: Query<{ readonly since: number }, WatchedAlarm[]> = (
  { sql },
  { since },
) =>
  sql
    .all<Row>(
      `SELECT raised_seq AS seq, version, body FROM alarm
       WHERE cleared_at IS NULL OR state IN ('raised', 'acknowledged') OR raised_at >= ?
       ORDER BY raised_seq`,
      since,
    )
    .map(({ version, body }) => ({ version, alarm: JSON.parse(body) as AlarmRecord }));

export interface WatchedAlarm {
  readonly version: number;
  readonly alarm: AlarmRecord;
}

function present({ version, body }: Row): AlarmView {
  return presentAlarm(JSON.parse(body) as AlarmRecord, version);
}
