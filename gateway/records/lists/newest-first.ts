/** Pages of a table whose rows are numbered by the entry they came from, newest first. */
import type { SqlReader, SqlValue } from "../../ledger/contract.ts";
import { decodeCursor, encodeCursor } from "./cursor.ts";

/** What is read: names of tables and columns are ours, never of a request. */
export interface PageOf {
  /** The SELECT and FROM of it, with a column `seq`. */
  readonly select: string;
  /** Columns that must be equal to a value; one that is undefined does not count. */
  readonly equal?: Readonly<Record<string, SqlValue | undefined>>;
  /** A further condition, without values. */
  readonly and?: string | undefined;
}

/** Where a page begins, and how many rows it has at most. */
export interface PageAsked {
  readonly limit?: number | undefined;
  readonly cursor?: string | undefined;
}

/** One page of a list; the last one has no `nextCursor`. */
export interface PageOfViews<View> {
  readonly items: View[];
  readonly nextCursor?: string;
}

const LIMIT = 50;

/** One page, each row made a view. Throws Refusal `cursor.invalid`. */
export function readNewestFirst<Row extends { readonly seq: number }, View>(
  sql: SqlReader,
  { limit = LIMIT, cursor, select, equal = {}, and }: PageOf & PageAsked,
  present: (row: Row) => View,
): PageOfViews<View> {
  const asked = Object.entries(equal).filter(([, value]) => value !== undefined);
  const where = ["seq < ?", ...asked.map(([column]) => `${column} = ?`), ...(and ? [and] : [])];
  const before = cursor === undefined ? Number.MAX_SAFE_INTEGER : decodeCursor(cursor);
  const values = asked.map(([, value]) => value as SqlValue);
  const rows = sql.all<Row>(
    `${select} WHERE ${where.join(" AND ")} ORDER BY seq DESC LIMIT ?`,
    ...[before, ...values, limit + 1],
  );
  const items = rows.slice(0, limit).map((row) => present(row));
  const last = rows[limit - 1];
  if (rows.length <= limit || last === undefined) return { items };
  return { items, nextCursor: encodeCursor(last.seq) };
}
