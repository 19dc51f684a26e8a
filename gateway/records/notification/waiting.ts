/** Everything that a signature is waited for, as the rules of each record ask for it. */
import type { Principal, Role } from "../../domain/access/principal.ts";
import type { Meaning } from "../../domain/access/signature.ts";
import { DECISION_MOVES } from "../../domain/controlled/decision-moves.ts";
import { findMove, type Move } from "../../domain/controlled/moves.ts";
import { REVISION_MOVES } from "../../domain/controlled/revision-moves.ts";
import { APPROVERS, VERSION_MOVES } from "../../domain/controlled/version-moves.ts";
import { isoTime } from "../../domain/iso-time.ts";
import type { Query, SqlReader } from "../../ledger/contract.ts";
import { personsOf } from "../commands/actor.ts";
import { compact } from "../compact.ts";
import type { DecisionBody } from "../decision/record.ts";
import type { InvalidationBody } from "../invalidation/record.ts";
import type { NonconformanceBody } from "../nonconformance/record.ts";
import type { RevisionBody } from "../product/revision-record.ts";
import type { WaitingView } from "./record.ts";

/** Who asks. */
export type Asker = Pick<Principal, "kind" | "id" | "roles">;

type Waiting = Omit<WaitingView, "standing">;

/** All of them, those of who asks first, then the longest wait; `mine` leaves the others out. */
export const listWaiting: Query<
  { readonly asker: Asker; readonly mine: boolean },
  WaitingView[]
> = ({ sql }, { asker, mine }) => {
  const all = SOURCES.flatMap((source) => source(sql)).map((each) => ({
    ...each,
    standing: standingOf(each, asker),
  }));
  return all
    .filter(({ standing }) => !mine || standing === "yours")
    .toSorted(
      (left, right) =>
        Number(right.standing === "yours") - Number(left.standing === "yours") ||
        (left.since ?? "~").localeCompare(right.since ?? "~"),
    );
};

function standingOf(
  { roles, notBy }: Waiting,
  { kind, id, roles: held }: Asker,
): WaitingView["standing"] {
  if (!roles.some((role) => held.includes(role))) return "other-role";
  return kind === "person" && notBy.includes(id) ? "own-work" : "yours";
}

const QA: readonly Role[] = ["qa"];

const SOURCES: readonly ((sql: SqlReader) => Waiting[])[] = [
  versionsInReview,
  revisionsInReview,
  proposedInvalidations,
  verifiedCases,
  unitsToDecide,
  openDecisions,
  unitsToRelease,
];

/** What the move asks of who signs; a move of our own tables always asks something here. */
function signedBy<State extends string>(moves: readonly Move<State>[], from: State, to: State) {
  const signed = findMove(moves, from, to)?.signed;
  return { meanings: [...(signed?.meanings ?? [])], roles: [...(signed?.roles ?? [])] };
}

function versionsInReview(sql: SqlReader): Waiting[] {
  return sql
    .all<{ type: string; id: string; version: number; authors: string; at: number }>(
      `SELECT type, id, version, authors, changed_at AS at FROM controlled_version
       WHERE status = 'in_review' ORDER BY changed_at`,
    )
    .map(({ type, id, version, authors, at }) => ({
      ...{ kind: "approval", recordType: type, recordId: id, version, count: 1 },
      title: `${type} ${id} version ${version}`,
      ...signedBy(VERSION_MOVES, "in_review", "effective"),
      notBy: JSON.parse(authors) as string[],
      since: isoTime(at),
    }));
}

function revisionsInReview(sql: SqlReader): Waiting[] {
  return sql
    .all<{ id: string; version: number; authors: string; body: string }>(
      "SELECT id, version, authors, body FROM revision_record WHERE status = 'in_review'",
    )
    .map(({ id, version, authors, body }) => {
      const { partNumber, revision } = JSON.parse(body) as RevisionBody;
      return compact({
        ...{ kind: "revision-release" as const, recordType: "revision", recordId: id, count: 1 },
        title: `revision ${revision} of ${partNumber}`,
        ...signedBy(REVISION_MOVES, "in_review", "released"),
        notBy: JSON.parse(authors) as string[],
        since: sinceOf(sql, { type: "revision", id, version }),
      });
    });
}

function sinceOf(
  sql: SqlReader,
  { type, id, version }: { readonly type: string; readonly id: string; readonly version: number },
): string | undefined {
  const row = sql.get<{ at: number }>(
    "SELECT occurred_at AS at FROM entry WHERE type = ? AND id = ? AND version = ?",
    ...[type, id, version],
  );
  return row && isoTime(row.at);
}

function proposedInvalidations(sql: SqlReader): Waiting[] {
  return sql
    .all<{ body: string; at: number }>(
      `SELECT body, changed_at AS at FROM invalidation WHERE state = 'proposed' ORDER BY seq`,
    )
    .map(({ body, at }) => {
      const { id, runId, proposedBy } = JSON.parse(body) as InvalidationBody;
      return {
        ...{ kind: "invalidation", recordType: "invalidation", recordId: id, count: 1 },
        title: `invalidation of run ${runId}`,
        meanings: ["approved", "rejected"] as Meaning[],
        roles: [...QA],
        notBy: [...personsOf(proposedBy)],
        since: isoTime(at),
      };
    });
}

interface CaseRow {
  readonly id: string;
  readonly version: number;
  readonly body: string;
}

function verifiedCases(sql: SqlReader): Waiting[] {
  return sql
    .all<CaseRow>(
      "SELECT id, version, body FROM nonconformance WHERE state = 'verified' ORDER BY seq",
    )
    .map(({ id, version, body }) => {
      const { title, verifiedBy } = JSON.parse(body) as NonconformanceBody;
      return compact({
        ...{ kind: "closure" as const, recordType: "nonconformance", recordId: id, count: 1 },
        ...{ title, meanings: ["approved"] as Meaning[], roles: [...APPROVERS] },
        notBy: [...personsOf(verifiedBy)],
        since: sinceOf(sql, { type: "nonconformance", id, version }),
      });
    });
}

/** Units on hold under an investigation: each waits for a signed disposition. */
function unitsToDecide(sql: SqlReader): Waiting[] {
  return sql
    .all<CaseRow & { count: number }>(
      `SELECT id, version, body, (SELECT count(*) FROM nonconformance_line
         WHERE nonconformance_id = nonconformance.id AND disposition IS NULL) AS count
       FROM nonconformance WHERE state = 'investigating' AND count > 0 ORDER BY seq`,
    )
    .map(({ id, version, body, count }) => {
      const { title } = JSON.parse(body) as NonconformanceBody;
      return compact({
        ...{ kind: "disposition" as const, recordType: "nonconformance", recordId: id, count },
        ...{ title, meanings: ["approved"] as Meaning[], roles: [...QA], notBy: [] },
        since: sinceOf(sql, { type: "nonconformance", id, version }),
      });
    });
}

function openDecisions(sql: SqlReader): Waiting[] {
  return sql
    .all<{ id: string; version: number; body: string }>(
      `SELECT id, version, body FROM decision
       WHERE status IN ('positions_in', 'escalated') ORDER BY due_at`,
    )
    .map(({ id, version, body }) => {
      const { question, status } = JSON.parse(body) as DecisionBody;
      return compact({
        ...{ kind: "decision" as const, recordType: "decision", recordId: id, count: 1 },
        ...{ title: question, ...signedBy(DECISION_MOVES, status, "decided"), notBy: [] },
        since: sinceOf(sql, { type: "decision", id, version }),
      });
    });
}

/** One for each order: a list of every unit would be the order itself. */
function unitsToRelease(sql: SqlReader): Waiting[] {
  return sql
    .all<{ id: string; count: number }>(
      `SELECT id, (SELECT count(*) FROM unit
         WHERE order_id = production_order.id AND status = 'passed_all' AND holds = 0) AS count
       FROM production_order WHERE count > 0 ORDER BY id`,
    )
    .map(({ id, count }) => ({
      ...{ kind: "unit-release", recordType: "order", recordId: id, count },
      ...{ title: `units of order ${id}`, meanings: ["released"] as Meaning[] },
      ...{ roles: [...QA], notBy: [] },
    }));
}
