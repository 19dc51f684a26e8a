import { isoTime } from "../../domain/iso-time.ts";
import { type Query, Refusal, type SqlReader } from "../../ledger/contract.ts";
import { compact } from "../compact.ts";
import { readNewestFirst } from "../lists/newest-first.ts";
import type { HoldView } from "./record.ts";

interface Row {
  readonly seq: number;
  readonly id: string;
  readonly unitId: string;
  readonly version: number;
  readonly state: HoldView["state"];
  readonly reason: string;
  readonly nonconformanceId: string | null;
  readonly decisionId: string | null;
  readonly placedAt: number;
  readonly placedBy: string;
  readonly liftedAt: number | null;
  readonly liftedBy: string | null;
  readonly liftedBecause: string | null;
}

const COLUMNS = `seq, id, unit_id AS unitId, version, state, reason,
  nonconformance_id AS nonconformanceId, decision_id AS decisionId, placed_at AS placedAt, placed_by AS placedBy,
  lifted_at AS liftedAt, lifted_by AS liftedBy, lifted_because AS liftedBecause`;

/** Which holds, newest first. */
export interface HoldFilter {
  readonly unitId?: string;
  readonly state?: HoldView["state"];
  readonly limit?: number;
  readonly cursor?: string;
}

/** One page of holds, the newest first. Throws Refusal `cursor.invalid`. */
export const listHolds: Query<HoldFilter, { items: HoldView[]; nextCursor?: string }> = (
  { sql },
  { unitId, state, ...asked },
) =>
  readNewestFirst(
    sql,
    { ...asked, select: `SELECT ${COLUMNS} FROM hold`, equal: { unit_id: unitId, state } },
    present,
  );

/** Every hold a unit has had, oldest first. */
export function listHoldsOf(sql: SqlReader, unitId: string): HoldView[] {
  return sql
    .all<Row>(`SELECT ${COLUMNS} FROM hold WHERE unit_id = ? ORDER BY seq`, unitId)
    .map(present);
}

function present({ seq: _, placedAt, liftedAt, ...row }: Row): HoldView {
  return compact({
    ...row,
    placedAt: isoTime(placedAt),
    liftedAt: liftedAt === null ? null : isoTime(liftedAt),
  });
}

/** One hold. Throws Refusal `hold.not-found`. */
export const getHoldView: Query<{ readonly id: string }, HoldView> = ({ sql }, { id }) => {
  const row = sql.get<Row>(`SELECT ${COLUMNS} FROM hold WHERE id = ?`, id);
  if (row === undefined) throw new Refusal("hold.not-found", `there is no hold ${id}`, { id });
  return present(row);
};
