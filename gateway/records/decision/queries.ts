import { isoTime } from "../../domain/iso-time.ts";
import type { Query, SqlReader } from "../../ledger/contract.ts";
import { compact } from "../compact.ts";
import type { Latest } from "../import-rule.ts";
import { readSignatures } from "../signature/queries.ts";
import type { DecisionBody, DecisionView } from "./record.ts";
import { getDecision } from "./rules.ts";

/** At a moment in microseconds since the epoch, with times at the site in its zone. */
interface Moment {
  readonly nowUs: number;
  readonly timeZone?: string;
}

/** Which decisions; all where nothing is said. */
export interface DecisionFilter extends Moment {
  readonly status?: string;
  readonly recordType?: string;
  readonly recordId?: string;
}

/** Decisions, those due first before the others; at most 500. */
export const listDecisions: Query<DecisionFilter, DecisionView[]> = ({ sql }, filter) => {
  const { status = null, recordType = null, recordId = null } = filter;
  return sql
    .all<{ version: number; body: string }>(
      `SELECT version, body FROM decision
       WHERE (?1 IS NULL OR status = ?1) AND (?2 IS NULL OR id IN (
         SELECT decision_id FROM decision_record WHERE record_type = ?2 AND record_id = ?3))
       ORDER BY status = 'decided', due_at, id LIMIT 500`,
      ...[status, recordType, recordId],
    )
    .map(({ version, body }) => present(sql, { version, body: JSON.parse(body) }, filter));
};

/** Ids of those whose date has passed and that nobody was told of yet. */
export const listOverdueDecisions: Query<{ readonly nowUs: number }, readonly string[]> = (
  { sql },
  { nowUs },
) =>
  sql
    .all<{ id: string }>(
      `SELECT id FROM decision WHERE status IN ('open', 'positions_in') AND due_at < ?
       ORDER BY due_at, id LIMIT 100`,
      nowUs,
    )
    .map(({ id }) => id);

/** One decision. Throws Refusal `record.not-found`. */
export const getDecisionView: Query<Moment & { readonly id: string }, DecisionView> = (
  { sql },
  { id, ...moment },
) => present(sql, getDecision(sql, id), moment);

function present(
  sql: SqlReader,
  { version, body }: Latest<DecisionBody>,
  { nowUs, timeZone = "UTC" }: Moment,
): DecisionView {
  const { dueAtUs, openedAtUs, positions, ...rest } = body;
  return compact({
    ...rest,
    recordVersion: version,
    dueAt: isoTime(dueAtUs),
    openedAt: isoTime(openedAtUs),
    overdue: body.status !== "decided" && nowUs > dueAtUs,
    positions: positions.map(({ atUs, ...position }) => ({ ...position, at: isoTime(atUs) })),
    signatures: readSignatures(sql, { recordType: "decision", recordId: body.id, timeZone }),
  }) as DecisionView;
}
