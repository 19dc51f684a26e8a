import { isoTime } from "../../domain/iso-time.ts";
import { type Query, Refusal, type SqlReader, type SqlValue } from "../../ledger/contract.ts";
import { decodeCursor, encodeCursor } from "../lists/cursor.ts";
import type { UnitSummary } from "../views.ts";
import type { UnitPlace } from "./record.ts";

interface SummaryRow extends Omit<UnitSummary, "createdAt" | "revision" | "orderId"> {
  readonly revision: string;
  readonly orderId: string;
  readonly createdAt: number;
}

const COLUMNS = `
  id, version, cycle, holds, serial_number AS serialNumber, part_number AS partNumber, revision, order_id AS orderId,
  status, created_at AS createdAt, runs`;

/** A row as lists show it. */
function presentUnit(row: SummaryRow): UnitSummary {
  return { ...row, createdAt: isoTime(row.createdAt) };
}

export interface UnitFilter {
  readonly serialNumber?: string;
  readonly partNumber?: string;
  readonly orderId?: string;
  readonly status?: UnitSummary["status"];
  /** Where its order counts it. */
  readonly place?: UnitPlace;
  readonly atOperation?: string;
  /** Of when its last operation ended; microseconds, half-open. */
  readonly doneFrom?: number;
  readonly doneTo?: number;
  /** At least 1. */
  readonly limit?: number;
  readonly cursor?: string;
}

export interface UnitPage {
  readonly items: UnitSummary[];
  readonly nextCursor?: string;
}

const CONDITIONS = {
  serialNumber: "serial_number = ?",
  partNumber: "part_number = ?",
  orderId: "order_id = ?",
  status: "status = ?",
  place: "place = ?",
  atOperation: "at_operation = ?",
  doneFrom: "done_at >= ?",
  doneTo: "done_at < ?",
} as const satisfies Partial<Record<keyof UnitFilter, string>>;

/**
 * Units that fit every filter, the newest first. A page is a position, not a count. Throws Refusal
 * `cursor.invalid`.
 */
export const listUnits: Query<UnitFilter, UnitPage> = ({ sql }, filter) => {
  const { limit = 50, cursor } = filter;
  const names = Object.keys(CONDITIONS) as (keyof typeof CONDITIONS)[];
  const given = names.filter((name) => filter[name] !== undefined);
  const where = given.map((name): string => CONDITIONS[name]);
  const values: SqlValue[] = given.map((name) => filter[name] ?? null);
  if (cursor !== undefined) {
    where.push("seq < ?");
    values.push(decodeCursor(cursor));
  }
  const condition = where.length === 0 ? "" : `WHERE ${where.join(" AND ")}`;
  const rows = sql.all<SummaryRow & { readonly seq: number }>(
    `SELECT ${COLUMNS}, seq FROM unit ${condition} ORDER BY seq DESC LIMIT ?`,
    ...values,
    limit + 1,
  );
  const items = rows.slice(0, limit).map(({ seq: _, ...row }) => presentUnit(row));
  const last = rows[limit - 1];
  if (rows.length <= limit || last === undefined) return { items };
  return { items, nextCursor: encodeCursor(last.seq) };
};

/**
 * One past the highest number of a serial with this prefix that has a run at this operation; 1
 * where there is none. The simulators go on there after a restart.
 */
export const nextUnitIndex: Query<
  { readonly prefix: string; readonly operation: string },
  number
> = ({ sql }, { prefix, operation }) => {
  const row = sql.get<{ highest: number | null }>(
    `SELECT max(CAST(substr(serial_number, length(?1) + 1) AS INTEGER)) AS highest
     FROM run
     WHERE operation = ?2 AND serial_number > ?1 AND serial_number < ?1 || char(1114111)
       AND substr(serial_number, length(?1) + 1) NOT GLOB '*[^0-9]*'`,
    ...[prefix, operation],
  );
  return (row?.highest ?? 0) + 1;
};

/** One unit as lists show it. Throws Refusal `unit.not-found`. */
export function getSummary(sql: SqlReader, id: string): UnitSummary {
  const row = sql.get<SummaryRow>(`SELECT ${COLUMNS} FROM unit WHERE id = ?`, id);
  if (row === undefined) throw new Refusal("unit.not-found", `there is no unit ${id}`, { id });
  return presentUnit(row);
}
