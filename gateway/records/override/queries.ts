import type { Override } from "../../domain/interlock/override.ts";
import { isoTime } from "../../domain/iso-time.ts";
import { type Query, Refusal, type SqlValue } from "../../ledger/contract.ts";
import { latestTime } from "../clock/latest-time.ts";
import { compact } from "../compact.ts";
import { decodeCursor, encodeCursor } from "../lists/cursor.ts";
import type { OverrideView } from "./record.ts";

export interface OverrideFilter {
  readonly rig?: string;
  /** At least 1. */
  readonly limit: number;
  readonly cursor?: string;
  /** Microseconds since the epoch. */
  readonly now: number;
}

interface Row {
  readonly seq: number;
  readonly version: number;
  readonly body: string;
  readonly uses: number;
}

const ROWS = `
  SELECT given_seq AS seq, version, body,
    (SELECT count(*) FROM override_use WHERE override_id = override.id) AS uses
  FROM override`;

/** Every override, the latest first, whatever became of it. Throws Refusal `cursor.invalid`. */
export const listOverrides: Query<
  OverrideFilter,
  { items: OverrideView[]; nextCursor?: string }
> = ({ sql }, { rig, limit, cursor, now }) => {
  const before = cursor === undefined ? Number.MAX_SAFE_INTEGER : decodeCursor(cursor);
  const values: SqlValue[] = rig === undefined ? [before] : [before, rig];
  const condition = rig === undefined ? "given_seq < ?" : "given_seq < ? AND rig = ?";
  const rows = sql.all<Row>(
    `${ROWS} WHERE ${condition} ORDER BY given_seq DESC LIMIT ?`,
    ...values,
    limit + 1,
  );
  const at = latestTime(sql, now);
  const items = rows.slice(0, limit).map((row) => present(row, at));
  const last = rows[limit - 1];
  if (rows.length <= limit || last === undefined) return { items };
  return { items, nextCursor: encodeCursor(last.seq) };
};

/** One override. Throws Refusal `record.not-found`. */
export const getOverride: Query<{ readonly id: string; readonly now: number }, OverrideView> = (
  { sql },
  { id, now },
) => {
  const row = sql.get<Row>(`${ROWS} WHERE id = ?`, id);
  if (row === undefined)
    throw new Refusal("record.not-found", `there is no override ${id}`, { id });
  return present(row, latestTime(sql, now));
};

function present({ version, body, uses }: Row, at: number): OverrideView {
  const { id, check, rig, operation, scope, reason, signedBy, from, until, revoked } = JSON.parse(
    body,
  ) as Override;
  const unit = scope.kind === "unit" ? scope : undefined;
  const state = revoked === true ? "revoked" : at < until ? "in_force" : "ended";
  return compact({
    ...{ id, version, check, rig, operation, reason, signedBy, state, uses },
    ...{ partNumber: unit?.partNumber, serialNumber: unit?.serialNumber },
    shift: scope.kind === "shift" ? scope.shift : undefined,
    ...{ from: isoTime(from), until: isoTime(until) },
  }) as OverrideView;
}
