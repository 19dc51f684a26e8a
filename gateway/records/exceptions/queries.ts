import { isoTime } from "../../domain/iso-time.ts";
import type { Query, SqlValue } from "../../ledger/contract.ts";
import { compact } from "../compact.ts";
import { decodeCursor, encodeCursor } from "../lists/cursor.ts";
import { EXCEPTION_KINDS, type ExceptionKind } from "./classify.ts";
import type { ExceptionView } from "./record.ts";

export interface ExceptionFilter {
  /** All kinds where absent. */
  readonly kind?: ExceptionKind;
  readonly serialNumber?: string;
  readonly limit: number;
  readonly cursor?: string;
}

export interface ExceptionPage {
  readonly items: ExceptionView[];
  readonly nextCursor?: string;
}

interface Row extends Omit<ExceptionView, "occurredAt" | "serialNumber"> {
  readonly serialNumber: string | null;
  readonly occurredAt: number;
  /** Position and kind as one number: an entry may have several reasons. */
  readonly place: number;
}

const KINDS = EXCEPTION_KINDS.length;
const PLACE = `seq * ${KINDS} + CASE kind ${EXCEPTION_KINDS.map(
  (kind, index) => `WHEN '${kind}' THEN ${index}`,
).join(" ")} END`;

/** What did not go by the book, the newest first. Throws Refusal `cursor.invalid`. */
export const listExceptions: Query<ExceptionFilter, ExceptionPage> = ({ sql }, filter) => {
  const { kind, serialNumber, limit, cursor } = filter;
  const where: string[] = [];
  const values: SqlValue[] = [];
  const add = (condition: string, ...given: SqlValue[]) => {
    where.push(condition);
    values.push(...given);
  };
  if (kind !== undefined) add("kind = ?", kind);
  if (serialNumber !== undefined) {
    const about = "SELECT seq, kind FROM exception_unit WHERE serial_number = ?";
    add(`(seq, kind) IN (${about})`, serialNumber);
  }
  if (cursor !== undefined) {
    const place = decodeCursor(cursor);
    add(`seq <= ? AND ${PLACE} < ?`, Math.floor(place / KINDS), place);
  }
  const rows = sql.all<Row>(
    `SELECT seq, kind, type, id, serial_number AS serialNumber, occurred_at AS occurredAt, actor,
       text, ${PLACE} AS place
     FROM exception ${where.length === 0 ? "" : `WHERE ${where.join(" AND ")}`}
     ORDER BY seq DESC, place DESC LIMIT ?`,
    ...[...values, limit + 1],
  );
  const items = rows.slice(0, limit).map(present);
  const last = rows[limit - 1];
  if (rows.length <= limit || last === undefined) return { items };
  return { items, nextCursor: encodeCursor(last.place) };
};

function present({ place: _, occurredAt, serialNumber, ...row }: Row): ExceptionView {
  return { ...row, ...compact({ serialNumber }), occurredAt: isoTime(occurredAt) };
}

/** How many there are of each kind, those of failed runs too. */
export const countExceptions: Query<null, Record<string, number>> = ({ sql }) =>
  Object.fromEntries(
    EXCEPTION_KINDS.map((kind) => [
      kind,
      sql.get<{ count: number }>("SELECT count(*) AS count FROM exception WHERE kind = ?", kind)
        ?.count ?? 0,
    ]),
  );
