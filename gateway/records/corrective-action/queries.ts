import {
  CORRECTIVE_ACTION_TRANSITIONS,
  missingGuards,
} from "../../domain/corrective-action/corrective-action.ts";
import { isoTime } from "../../domain/iso-time.ts";
import { type Query, Refusal } from "../../ledger/contract.ts";
import { readNewestFirst } from "../lists/newest-first.ts";
import type { CorrectiveActionBody, CorrectiveActionView } from "./record.ts";

interface Row {
  readonly seq: number;
  readonly body: string;
  readonly version: number;
  readonly openedAt: number;
  readonly openedBy: string;
}

const COLUMNS = "seq, body, version, opened_at AS openedAt, opened_by AS openedBy";

/** Which corrective actions, newest first. */
export interface CorrectiveActionFilter {
  readonly state?: CorrectiveActionView["state"];
  readonly limit?: number;
  readonly cursor?: string;
}

/** One page of corrective actions. Throws Refusal `cursor.invalid`. */
export const listCorrectiveActions: Query<
  CorrectiveActionFilter,
  { items: CorrectiveActionView[]; nextCursor?: string }
> = ({ sql }, { state, ...asked }) =>
  readNewestFirst(
    sql,
    { ...asked, select: `SELECT ${COLUMNS} FROM corrective_action`, equal: { state } },
    present,
  );

/** One corrective action. Throws Refusal `corrective-action.not-found`. */
export const readCorrectiveAction: Query<{ readonly id: string }, CorrectiveActionView> = (
  { sql },
  { id },
) => {
  const row = sql.get<Row>(`SELECT ${COLUMNS} FROM corrective_action WHERE id = ?`, id);
  if (row === undefined) {
    throw new Refusal("corrective-action.not-found", `no corrective action ${id}`, { id });
  }
  return present(row);
};

function present({ body: text, version, openedAt, openedBy }: Row): CorrectiveActionView {
  const body = JSON.parse(text) as CorrectiveActionBody;
  const { implementedAt, implementedBy: _, evaluatedBy: __, ...rest } = body;
  const next = CORRECTIVE_ACTION_TRANSITIONS[body.state].map((to) => ({
    to,
    missing: [...missingGuards(body, to)],
  }));
  return {
    ...(rest as Omit<CorrectiveActionView, "next" | "version" | "openedAt" | "openedBy">),
    version,
    ...{ openedAt: isoTime(openedAt), openedBy },
    ...(implementedAt === undefined ? {} : { implementedAt: isoTime(implementedAt) }),
    next,
  };
}
