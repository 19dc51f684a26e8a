import { isoTime } from "../../domain/iso-time.ts";
import { type Query, Refusal } from "../../ledger/contract.ts";
import { compact } from "../compact.ts";
import { decodeCursor, encodeCursor } from "../cursor.ts";
import type { HandOverBody, HandOverView } from "./record.ts";

interface Row {
  readonly seq: number;
  readonly version: number;
  readonly body: string;
  readonly writtenUs: number;
  readonly writtenBy: string;
  readonly acknowledgedUs: number | null;
  readonly acknowledgedBy: string | null;
}

const COLUMNS = `seq, version, body, written_us AS writtenUs, written_by AS writtenBy,
  acknowledged_us AS acknowledgedUs, acknowledged_by AS acknowledgedBy`;

/** Which notes, newest first. */
export interface HandOverFilter {
  readonly station?: string;
  readonly state?: HandOverView["state"];
  readonly limit?: number;
  readonly cursor?: string;
}

/** One page of notes, the newest first. Throws Refusal `cursor.invalid`. */
export const listHandOvers: Query<
  HandOverFilter,
  { items: HandOverView[]; nextCursor?: string }
> = ({ sql }, { station, state, limit = 50, cursor }) => {
  const where = ["seq < ?"];
  const values: (string | number)[] = [
    cursor === undefined ? Number.MAX_SAFE_INTEGER : decodeCursor(cursor),
  ];
  for (const [column, value] of [["station", station] as const, ["state", state] as const]) {
    if (value === undefined) continue;
    where.push(`${column} = ?`);
    values.push(value);
  }
  const rows = sql.all<Row>(
    `SELECT ${COLUMNS} FROM hand_over WHERE ${where.join(" AND ")} ORDER BY seq DESC LIMIT ?`,
    ...values,
    limit + 1,
  );
  const items = rows.slice(0, limit).map(present);
  const last = rows[limit - 1];
  if (rows.length <= limit || last === undefined) return { items };
  return { items, nextCursor: encodeCursor(last.seq) };
};

/** One note. Throws Refusal `hand-over.not-found`. */
export const getHandOver: Query<{ readonly id: string }, HandOverView> = ({ sql }, { id }) => {
  const row = sql.get<Row>(`SELECT ${COLUMNS} FROM hand_over WHERE id = ?`, id);
  if (row !== undefined) return present(row);
  throw new Refusal("hand-over.not-found", `There is no hand-over ${id}.`, { id });
};

function present({ version, body, ...row }: Row): HandOverView {
  const { acknowledgedUs: us, acknowledgedBy } = row;
  return compact({
    ...(JSON.parse(body) as HandOverBody),
    ...{ version, writtenAt: isoTime(row.writtenUs), writtenBy: row.writtenBy },
    ...{ acknowledgedAt: us === null ? null : isoTime(us), acknowledgedBy },
  }) as HandOverView;
}
