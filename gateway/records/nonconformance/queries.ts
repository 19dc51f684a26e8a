import { isoTime } from "../../domain/iso-time.ts";
import {
  missingGuards,
  NONCONFORMANCE_TRANSITIONS,
  pendingOf,
} from "../../domain/nonconformance/nonconformance.ts";
import type { Query, SqlReader } from "../../ledger/contract.ts";
import { compact } from "../compact.ts";
import { readNewestFirst } from "../lists/newest-first.ts";
import { getNonconformance, listLines, type StoredLine } from "./lookup.ts";
import type {
  ConcessionBody,
  LineView,
  NonconformanceBody,
  NonconformanceDetail,
  NonconformanceView,
} from "./record.ts";

interface Row {
  readonly seq: number;
  readonly body: string;
  readonly version: number;
  readonly openedAt: number;
  readonly openedBy: string;
}

const COLUMNS = "seq, body, version, opened_at AS openedAt, opened_by AS openedBy";

/** Which nonconformances, newest first. */
export interface NonconformanceFilter {
  readonly state?: NonconformanceView["state"];
  readonly limit?: number;
  readonly cursor?: string;
}

/** One page of nonconformances. Throws Refusal `cursor.invalid`. */
export const listNonconformances: Query<
  NonconformanceFilter,
  { items: NonconformanceView[]; nextCursor?: string }
> = ({ sql }, { state, ...asked }) =>
  readNewestFirst(
    sql,
    { ...asked, select: `SELECT ${COLUMNS} FROM nonconformance`, equal: { state } },
    (row: Row) => present(sql, row),
  );

function present(sql: SqlReader, { body: text, version, openedAt, openedBy }: Row) {
  const { verifiedBy: _, ...body } = JSON.parse(text) as NonconformanceBody;
  const lines = listLines(sql, body.id);
  const pending = lines.filter((line) => pendingOf(line) !== undefined).length;
  const opened = { openedAt: isoTime(openedAt), openedBy };
  return { ...body, version, ...opened, units: lines.length, pending };
}

/** A page shows so many units; the list of units is asked for the others. */
const LINES_MAX = 500;

/**
 * A nonconformance with its units, and for each next state what is missing. Throws Refusal
 * `nonconformance.not-found`.
 */
export const getNonconformanceDetail: Query<{ readonly id: string }, NonconformanceDetail> = (
  { sql },
  { id },
) => {
  const { body } = getNonconformance(sql, id);
  const row = sql.get<Row>(`SELECT ${COLUMNS} FROM nonconformance WHERE id = ?`, id);
  if (row === undefined) throw new Error(`nonconformance ${id} went away within a read`);
  const lines = listLines(sql, id);
  const next = NONCONFORMANCE_TRANSITIONS[body.state].map((to) => ({
    to,
    missing: [...missingGuards({ ...body, lines }, to)],
  }));
  const invalidated = sql.all<{ runId: string }>(
    `SELECT run_id AS runId FROM invalidation
     WHERE nonconformance_id = ? AND state = 'approved' ORDER BY seq`,
    id,
  );
  return {
    ...present(sql, row),
    next,
    lines: lines.slice(0, LINES_MAX).map(presentLine),
    invalidatedRuns: invalidated.map(({ runId }) => runId),
  };
};

function presentLine(line: StoredLine): LineView {
  const { concession, ...rest } = line;
  return compact({
    ...rest,
    concession: concession === undefined ? undefined : presentConcession(concession),
    pending: pendingOf(line),
  });
}

function presentConcession(text: string): NonNullable<LineView["concession"]> {
  const { authority, customerAuthorisation, expiresAt } = JSON.parse(text) as ConcessionBody;
  return compact({ authority, customerAuthorisation, expiresAt: isoTime(expiresAt) });
}
