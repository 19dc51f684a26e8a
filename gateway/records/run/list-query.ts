import type { Query, SqlValue } from "../../ledger/contract.ts";
import { decodeCursor, encodeCursor } from "../lists/cursor.ts";
import type { RunSummary } from "../views.ts";
import { presentRow, RUN_COLUMNS, type RunRow } from "./row.ts";

export interface RunFilter {
  readonly serialNumber?: string;
  readonly rig?: string;
  readonly outcome?: RunSummary["outcome"];
  readonly station?: string;
  readonly operation?: string;
  readonly partNumber?: string;
  /** Of the production order that the unit belonged to. */
  readonly orderId?: string;
  /** Started at or after, microseconds. */
  readonly from?: number;
  /** Started before, microseconds. */
  readonly to?: number;
  /** At least 1. */
  readonly limit: number;
  readonly cursor?: string;
}

export interface RunPage {
  readonly items: RunSummary[];
  readonly nextCursor?: string;
}

const CONDITIONS = {
  serialNumber: "serial_number = ?",
  rig: "rig = ?",
  outcome: "outcome = ?",
  station: "station = ?",
  operation: "operation = ?",
  partNumber: "part_number = ?",
  orderId: "order_id = ?",
  from: "started_at >= ?",
  to: "started_at < ?",
} as const satisfies Partial<Record<keyof RunFilter, string>>;

/**
 * Runs in the order the ledger got to know them, newest first. A page is a position, not a count:
 * runs that arrive meanwhile shift nothing. Throws Refusal `cursor.invalid`.
 */
export const listRuns: Query<RunFilter, RunPage> = ({ sql }, filter) => {
  const { limit, cursor } = filter;
  const where: string[] = [];
  const values: SqlValue[] = [];
  for (const [name, condition] of Object.entries(CONDITIONS)) {
    const value = filter[name as keyof typeof CONDITIONS];
    if (value === undefined) continue;
    where.push(condition);
    values.push(value);
  }
  if (cursor !== undefined) {
    where.push("started_seq < ?");
    values.push(decodeCursor(cursor));
  }
  const condition = where.length === 0 ? "" : `WHERE ${where.join(" AND ")}`;
  const select = isReadByPeriod(filter) ? selectOfPeriod : selectNewest;
  const rows = sql.all<RunRow>(select(condition), ...values, limit + 1);
  const items = rows.slice(0, limit).map(presentRow);
  const last = rows[limit - 1];
  if (rows.length <= limit || last === undefined) return { items };
  return { items, nextCursor: encodeCursor(last.startedSeq) };
};

/** A unit and an order have few runs: their own index is nearer than any period. */
function isReadByPeriod({ from, to, serialNumber, orderId }: RunFilter): boolean {
  if (serialNumber !== undefined || orderId !== undefined) return false;
  return from !== undefined || to !== undefined;
}

function selectNewest(condition: string): string {
  return `SELECT ${RUN_COLUMNS} FROM run ${condition} ORDER BY started_seq DESC LIMIT ?`;
}

/**
 * The page is found in the index of starts alone, then its rows are fetched. Read from the end of
 * the period, the highest positions come first and sorting them keeps little; LIMIT -1 keeps that
 * order of reading, which the planner would otherwise drop as needless.
 */
function selectOfPeriod(condition: string): string {
  return `SELECT ${RUN_COLUMNS} FROM run WHERE started_seq IN (
      SELECT started_seq FROM (
        SELECT started_seq FROM run INDEXED BY run_started_at ${condition}
        ORDER BY started_at DESC LIMIT -1)
      ORDER BY started_seq DESC LIMIT ?)
    ORDER BY started_seq DESC`;
}

/**
 * The latest runs by their start, whenever we got to know them: for the first picture of the live
 * page.
 */
export const listRecentRuns: Query<{ readonly limit: number }, RunSummary[]> = (
  { sql },
  { limit },
) =>
  sql
    .all<RunRow>(`SELECT ${RUN_COLUMNS} FROM run ORDER BY started_at DESC LIMIT ?`, limit)
    .map(presentRow);
