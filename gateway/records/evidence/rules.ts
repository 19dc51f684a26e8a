/** Commands on evidence packages. */
import {
  type CommandContext,
  type Decision,
  type NewEntry,
  Refusal,
  type Rule,
  type SqlReader,
} from "../../ledger/contract.ts";
import { compact } from "../compact.ts";
import { assertExpectedVersion } from "../import-rule.ts";
import type { EvidenceBody, EvidenceContents, EvidenceScope, EvidenceSeal } from "./record.ts";
import { type EvidenceAction, nextEvidenceState } from "./states.ts";

/** A package that is to be. */
export interface DraftEvidence {
  /** UUIDv7, minted by the caller. */
  readonly id: string;
  readonly scope: EvidenceScope;
  readonly organization: string;
  readonly demo: boolean;
  /** The sealed package that this one replaces; needs a reason (CR-94). */
  readonly supersedes?: string;
  readonly reason?: string;
}

/**
 * Begins a package. Throws Refusal `evidence.not-found` or `evidence.wrong-state` for a package to
 * supersede that is not sealed, `record.reason-missing` where it names no reason.
 */
export const draftEvidence: Rule<DraftEvidence, EvidenceBody> = (sql, input, context) => {
  const { id, scope, organization, demo, supersedes, reason } = input;
  refuseTaken(sql, id);
  if (supersedes !== undefined) {
    nextEvidenceState(getEvidenceBody(sql, supersedes).body.state, "supersede");
    if (reason === undefined) {
      throw new Refusal("record.reason-missing", `a package that replaces another needs a reason`);
    }
  }
  const number = nextNumber(sql, context);
  const body: EvidenceBody = compact({
    ...{ id, number, state: "draft" as const, scope, organization, demo, supersedes },
  });
  return decide({ body, version: 1, action: "drafted" }, reason);
};

/** What was found in scope. */
export interface AssembleEvidence {
  readonly id: string;
  readonly contents: EvidenceContents;
}

/** States what is in scope, before the package is written. Refusal: `evidence.wrong-state`. */
export const assembleEvidence: Rule<AssembleEvidence, EvidenceBody> = (sql, input, context) => {
  const before = take(sql, input.id, { action: "assemble", context });
  const body = { ...before.body, contents: input.contents };
  return decide({ body, version: before.version + 1, action: "assembled" });
};

/** The package as it was written. */
export interface SealEvidence {
  readonly id: string;
  readonly seal: EvidenceSeal;
}

/** Seals a package, and marks the one that it replaces. Throws Refusal `evidence.wrong-state`. */
export const sealEvidence: Rule<SealEvidence, EvidenceBody> = (sql, input, context) => {
  const before = take(sql, input.id, { action: "seal", context });
  const body = { ...before.body, seal: input.seal };
  const sealed = decide({ body, version: before.version + 1, action: "sealed" });
  const replaced = body.supersedes;
  if (replaced === undefined) return sealed;
  const { version, body: old } = getEvidenceBody(sql, replaced);
  const superseded = {
    ...old,
    state: nextEvidenceState(old.state, "supersede"),
    supersededBy: body.id,
  };
  const reason = `superseded by ${body.number}`;
  const mark = decide({ body: superseded, version: version + 1, action: "superseded" }, reason);
  return { entries: [...sealed.entries, ...mark.entries], result: body };
};

function take(
  sql: SqlReader,
  id: string,
  { action, context }: { readonly action: EvidenceAction; readonly context: CommandContext },
) {
  const { version, body } = getEvidenceBody(sql, id);
  assertExpectedVersion(context, version);
  return { version, body: { ...body, state: nextEvidenceState(body.state, action) } };
}

interface Made {
  readonly body: EvidenceBody;
  readonly version: number;
  readonly action: string;
}

function decide({ body, version, action }: Made, reason?: string): Decision<EvidenceBody> {
  const record = { type: "evidence", id: body.id, version, schema: "evidence/1" };
  const entry: NewEntry = compact({ ...record, action, body, reason });
  return { entries: [entry], result: body };
}

function refuseTaken(sql: SqlReader, id: string): void {
  if (sql.get("SELECT 1 FROM evidence WHERE id = ?", id) === undefined) return;
  throw new Refusal("record.version-conflict", `package ${id} exists already`, { id });
}

/** By the year of its beginning, without gaps, as auditors number what they get. */
function nextNumber(sql: SqlReader, { occurredAt }: CommandContext): string {
  const year = new Date(Math.floor(occurredAt / 1000)).getUTCFullYear();
  const drafted = sql.get<{ count: number }>(
    "SELECT count(*) AS count FROM evidence WHERE number >= ? AND number < ?",
    ...[`EP-${year}-`, `EP-${year}.`],
  );
  return `EP-${year}-${String((drafted?.count ?? 0) + 1).padStart(4, "0")}`;
}

/** The latest version of a package. Throws Refusal `evidence.not-found`. */
export function getEvidenceBody(
  sql: SqlReader,
  id: string,
): { readonly version: number; readonly body: EvidenceBody } {
  const row = sql.get<{ version: number; body: string }>(
    "SELECT version, body FROM evidence WHERE id = ?",
    id,
  );
  if (row === undefined)
    throw new Refusal("evidence.not-found", `there is no package ${id}`, { id });
  return { version: row.version, body: JSON.parse(row.body) as EvidenceBody };
}
