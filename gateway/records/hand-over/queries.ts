import { isoTime } from "../../domain/iso-time.ts";
import { type Query, Refusal } from "../../ledger/contract.ts";
import { compact } from "../compact.ts";
import { readNewestFirst } from "../lists/newest-first.ts";
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
> = ({ sql }, { station, state, ...asked }) =>
  readNewestFirst(
    sql,
    { ...asked, select: `SELECT ${COLUMNS} FROM hand_over`, equal: { station, state } },
    present,
  );

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
