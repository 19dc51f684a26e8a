import { isoTime } from "../../domain/iso-time.ts";
import { type Query, Refusal } from "../../ledger/contract.ts";
import { readNewestFirst } from "../lists/newest-first.ts";
import type { EvidenceBody, EvidenceView } from "./record.ts";

interface EvidenceRow {
  readonly seq: number;
  readonly version: number;
  readonly createdAt: number;
  readonly changedAt: number;
  readonly body: string;
}

const COLUMNS = "seq, version, created_at AS createdAt, changed_at AS changedAt, body";

function present({ version, createdAt, changedAt, body }: EvidenceRow): EvidenceView {
  const { scope, ...rest } = JSON.parse(body) as EvidenceBody;
  return {
    ...(rest as Omit<EvidenceView, "scope" | "version" | "createdAt" | "changedAt">),
    scope: scope as EvidenceView["scope"],
    version,
    createdAt: isoTime(createdAt),
    changedAt: isoTime(changedAt),
  };
}

export interface EvidencePage {
  readonly items: EvidenceView[];
  readonly nextCursor?: string;
}

/** Packages, the newest first. Throws Refusal `cursor.invalid`. */
export const listEvidence: Query<
  { readonly limit: number; readonly cursor?: string },
  EvidencePage
> = ({ sql }, asked) =>
  readNewestFirst(sql, { ...asked, select: `SELECT ${COLUMNS} FROM evidence` }, present);

/** One package. Throws Refusal `evidence.not-found`. */
export const getEvidence: Query<{ readonly id: string }, EvidenceView> = ({ sql }, { id }) => {
  const row = sql.get<EvidenceRow>(`SELECT ${COLUMNS} FROM evidence WHERE id = ?`, id);
  if (row === undefined)
    throw new Refusal("evidence.not-found", `there is no package ${id}`, { id });
  return present(row);
};
