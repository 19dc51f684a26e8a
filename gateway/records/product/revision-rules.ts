/** Commands on revisions: written as drafts, reviewed, released with signatures, retired. */
import { REVISION_MOVES, type RevisionStatus } from "../../domain/controlled/revision-moves.ts";
import {
  type CommandContext,
  type NewEntry,
  Refusal,
  type Rule,
  type SqlReader,
} from "../../ledger/contract.ts";
import { compact } from "../compact.ts";
import { requireGuards, requireMove } from "../controlled/require-move.ts";
import type { ProductBody } from "../import-file.ts";
import {
  assertExpectedVersion,
  isSameContent,
  type Latest,
  refuseImmutable,
} from "../import-rule.ts";
import { type Signing, signEntry } from "../signature/sign.ts";
import { missingForRelease, pinsOf, type ReleaseCase } from "./release-guards.ts";
import {
  findRevision,
  type RevisionBody,
  type RevisionPins,
  revisionId,
  type StoredRevision,
} from "./revision-record.ts";
import { findProduct } from "./rules.ts";

/** A revision as its author wants it. */
export interface SaveRevision extends Pick<RevisionBody, "firmwareDigest" | "documents" | "notes"> {
  readonly partNumber: string;
  readonly revision: string;
  readonly reason?: string;
}

/** A revision that is to go on. */
export interface MoveRevision {
  readonly partNumber: string;
  readonly revision: string;
  readonly to: RevisionStatus;
  readonly reason?: string;
  readonly signing: Signing | undefined;
}

/**
 * Writes a draft of a revision, a new one where the product has none of this name. Throws Refusal
 * `record.not-found` for an unknown product, `record.version-conflict`, `record.immutable` for
 * what is no draft any more.
 */
export const saveRevision: Rule<SaveRevision, { version: number }> = (sql, input, context) => {
  const { partNumber, revision, reason, ...content } = input;
  const product = getProduct(sql, partNumber);
  const before = readRevision(sql, product, revision);
  const version = before?.version ?? 0;
  assertExpectedVersion(context, version);
  const status = before?.body.status ?? "draft";
  if (status !== "draft")
    refuseImmutable(revision, `it is ${status}; a change needs a new revision`);
  const body: RevisionBody = { partNumber, revision, status, ...content };
  if (version > 0 && isSameContent(before?.body, body)) return { entries: [], result: { version } };
  const entry = entryOf(body, { version: version + 1, action: "written", reason });
  const added = before === undefined ? [movedProduct(product, revision, "draft")] : [];
  return { entries: [entry, ...added], result: { version: version + 1 } };
};

/**
 * Moves a revision on. Released it is pinned to what is in force, and stays so. Throws Refusal
 * `record.not-found`, `record.version-conflict`, `transition.refused`, `transition.guard-missing`,
 * `record.reason-missing`, and what `requireSigning` throws.
 */
export const moveRevision: Rule<MoveRevision, { version: number }> = (sql, input, context) => {
  const { partNumber, revision, to, reason } = input;
  const product = getProduct(sql, partNumber);
  const before = getRevision(sql, product, revision);
  assertExpectedVersion(context, before.version);
  const what = `revision ${revision} of ${partNumber}`;
  const asked = { what, from: before.body.status, to, reason, authors: before.authors };
  const signing = requireMove(REVISION_MOVES, { ...asked, signing: input.signing });
  const released = to === "released" ? releasedWith(sql, { product, before, context, what }) : {};
  const body: RevisionBody = { ...before.body, status: to, ...released };
  const entry = entryOf(body, { version: before.version + 1, action: to, reason });
  const signature = signing === undefined ? [] : [signEntry(entry, signing, context)];
  return {
    entries: [entry, ...signature, movedProduct(product, revision, to)],
    result: { version: before.version + 1 },
  };
};

interface Releasing {
  readonly product: Latest<ProductBody>;
  readonly before: StoredRevision;
  readonly context: CommandContext;
  readonly what: string;
}

function releasedWith(sql: SqlReader, releasing: Releasing): { readonly pins: RevisionPins } {
  const { product, before, context, what } = releasing;
  const release = releaseCase(sql, product.body, { before, atUs: context.occurredAt });
  requireGuards(what, missingForRelease(sql, release));
  return { pins: pinsOf(sql, release) };
}

/** All that a release is judged by. */
export function releaseCase(
  sql: SqlReader,
  { partNumber, route, revisions }: ProductBody,
  { before, atUs }: { readonly before: StoredRevision; readonly atUs: number },
): ReleaseCase {
  const { body, version, authors } = before;
  const pins = revisions
    .filter(({ revision }) => revision !== body.revision)
    .flatMap(
      ({ revision }) => findRevision(sql, revisionId(partNumber, revision))?.body.pins ?? [],
    );
  return { body, version, authors, route, atUs, before: pins.at(-1) };
}

/** The revision with its record, or as the file it came from states it; undefined for none. */
export function readRevision(
  sql: SqlReader,
  product: Latest<ProductBody>,
  revision: string,
): StoredRevision | undefined {
  const { partNumber, revisions } = product.body;
  const listed = revisions.find((each) => each.revision === revision);
  if (listed === undefined) return undefined;
  const stored = findRevision(sql, revisionId(partNumber, revision));
  if (stored !== undefined) return stored;
  const body = { partNumber, revision, status: listed.status, documents: [] };
  return { version: 0, authors: [], body };
}

function getRevision(
  sql: SqlReader,
  product: Latest<ProductBody>,
  revision: string,
): StoredRevision {
  const found = readRevision(sql, product, revision);
  if (found !== undefined) return found;
  const { partNumber } = product.body;
  throw new Refusal("record.not-found", `${partNumber} has no revision ${revision}`, { revision });
}

/** The product. Throws Refusal `record.not-found`. */
export function getProduct(sql: SqlReader, partNumber: string): Latest<ProductBody> {
  const product = findProduct(sql, partNumber);
  if (product !== undefined) return product;
  throw new Refusal("record.not-found", `there is no product ${partNumber}`, { partNumber });
}

interface Written {
  readonly version: number;
  readonly action: string;
  readonly reason: string | undefined;
}

function entryOf(body: RevisionBody, { version, action, reason }: Written): NewEntry {
  const id = revisionId(body.partNumber, body.revision);
  const entry = { type: "revision", id, version, schema: "revision/1", action, body };
  return compact({ ...entry, reason }) as NewEntry;
}

/** The product lists its revisions with their states: units and orders look there. */
function movedProduct(
  { body, version }: Latest<ProductBody>,
  revision: string,
  status: RevisionStatus,
): NewEntry {
  const isListed = body.revisions.some((each) => each.revision === revision);
  const revisions = isListed
    ? body.revisions.map((each) => (each.revision === revision ? { ...each, status } : each))
    : [...body.revisions, { revision, status }];
  return {
    ...{ type: "product", id: body.partNumber, version: version + 1, schema: "product/1" },
    ...{ action: `revision ${status}`, body: { ...body, revisions } },
  };
}
