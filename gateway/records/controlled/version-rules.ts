/** Commands on versions of controlled data: one code path for procedures, limit sets, documents. */
import { VERSION_MOVES, type VersionStatus } from "../../domain/controlled/version-moves.ts";
import type { CommandContext, Decision, NewEntry, Rule, SqlReader } from "../../ledger/contract.ts";
import { compact } from "../compact.ts";
import {
  assertExpectedVersion,
  isSameContent,
  refuseImmutable,
  refuseInvalid,
} from "../import-rule.ts";
import { latestVersion } from "../signature/queries.ts";
import { type Signing, signEntry } from "../signature/sign.ts";
import type { ControlledType, VersionBody } from "./projection.ts";
import { requireGuards, requireMove } from "./require-move.ts";
import { findVersion, getVersion, listVersions, type StoredVersion } from "./versions.ts";

/** What one kind of controlled data says of its content. */
export interface VersionKind<Content extends object> {
  readonly type: ControlledType;
  readonly schema: string;
  /** In words: "limit set". */
  readonly noun: string;
  /** Adds to a draft what follows from other records; as it is where absent. */
  complete?(sql: SqlReader, draft: Content & Draft): Content & Draft;
  /** Throws Refusal `record.invalid` for content that contradicts itself or another record. */
  refuseFaults(sql: SqlReader, draft: Content & Draft): void;
  /** Hex SHA-256 of what a run or a revision pins. */
  hashOf(body: Content & Draft): string;
  /** What must hold before it may go on, in words; empty where nothing is missing. */
  guards(sql: SqlReader, version: StoredVersion, to: VersionStatus): readonly string[];
}

/** What every draft is besides its content. */
export type Draft = Omit<VersionBody, "hash">;

/** A draft as it is to be. */
export interface SaveVersion<Content extends object> {
  readonly id: string;
  readonly version: number;
  readonly content: Content;
  readonly reason?: string;
}

/** A version that is to go on. */
export interface MoveVersion {
  readonly id: string;
  readonly version: number;
  readonly to: VersionStatus;
  readonly reason?: string;
  /** ISO 8601; only with `effective`. */
  readonly effectiveFrom?: string;
  readonly signing: Signing | undefined;
}

/** The version of the record after the command, for the next one's `expectedVersion`. */
export interface VersionSaved {
  readonly entryVersion: number;
}

/**
 * Writes a draft: a new version, the one after the highest, or other content of one that is a
 * draft still. The same content appends nothing. Throws Refusal `record.version-conflict`,
 * `record.immutable` for what is no draft any more, `record.invalid`.
 */
export function saveVersionRule<Content extends object>(
  kind: VersionKind<Content>,
): Rule<SaveVersion<Content>, VersionSaved> {
  return (sql, { id, version, content, reason }, context) => {
    const { type } = kind;
    const latest = latestVersion(sql, { recordType: type, recordId: id });
    assertExpectedVersion(context, latest);
    const before = findVersion(sql, { type, id, version });
    if (before === undefined) refuseGap(sql, kind, { id, version });
    else if (before.status !== "draft") {
      const message = `it is ${before.status}; changed content needs a new version`;
      refuseImmutable(`version ${version}`, message);
    }
    const written = { ...content, id, version, status: "draft" as const };
    const draft = kind.complete?.(sql, written) ?? written;
    kind.refuseFaults(sql, draft);
    const body = { ...draft, hash: kind.hashOf(draft) };
    if (before !== undefined && isSameContent(before.body, body)) {
      return { entries: [], result: { entryVersion: before.entryVersion } };
    }
    const action = before === undefined ? "drafted" : "edited";
    const fresh = { type, id, version: latest + 1, schema: kind.schema, action, body };
    const entry = compact({ ...fresh, reason }) as NewEntry;
    return { entries: [entry], result: { entryVersion: latest + 1 } };
  };
}

function refuseGap<Content extends object>(
  sql: SqlReader,
  { type, noun }: VersionKind<Content>,
  { id, version }: { readonly id: string; readonly version: number },
): void {
  const next = (listVersions(sql, { type, id })[0]?.version ?? 0) + 1;
  if (version === next) return;
  refuseInvalid("version", `the next version of ${noun} ${id} is ${next}, not ${version}`);
}

/**
 * Moves a version on. Throws Refusal `record.not-found`, `record.version-conflict`,
 * `transition.refused`, `transition.guard-missing`, `record.reason-missing`, `record.invalid`, and
 * what `requireSigning` throws.
 */
export function moveVersionRule<Content extends object>(
  kind: VersionKind<Content>,
): Rule<MoveVersion, VersionSaved> {
  return (sql, input, context) => {
    const { type } = kind;
    const { id, version, to } = input;
    const latest = latestVersion(sql, { recordType: type, recordId: id });
    const before = getVersion(sql, { type, id, version });
    assertExpectedVersion(context, latest);
    const what = `${kind.noun} ${id} version ${version}`;
    const { status: from, authors } = before;
    const { reason, signing: offered } = input;
    const asked = { what, from, to, reason, signing: offered, authors };
    const signing = requireMove(VERSION_MOVES, asked);
    requireGuards(what, kind.guards(sql, before, to));
    const body = movedBody(kind, before, input);
    const fresh = {
      type,
      id,
      version: latest + 1,
      schema: kind.schema,
      action: actionOf(to),
      body,
    };
    return signed(compact({ ...fresh, reason }) as NewEntry, signing, context);
  };
}

const actionOf = (to: VersionStatus) =>
  ({ draft: "rejected", in_review: "submitted", effective: "approved", obsolete: "retired" })[to];

function movedBody<Content extends object>(
  kind: VersionKind<Content>,
  { body: before }: StoredVersion,
  { to, effectiveFrom }: MoveVersion,
): VersionBody {
  if (effectiveFrom !== undefined && to !== "effective") {
    refuseInvalid("effectiveFrom", `it is said with "effective", not with "${to}"`);
  }
  const { hash: _, ...rest } = before;
  const draft = compact({
    ...rest,
    status: to,
    effectiveFrom: effectiveFrom ?? rest.effectiveFrom,
  });
  return { ...draft, hash: kind.hashOf(draft as Content & Draft) } as VersionBody;
}

function signed(
  entry: NewEntry,
  signing: Signing | undefined,
  context: CommandContext,
): Decision<VersionSaved> {
  const signature = signing === undefined ? [] : [signEntry(entry, signing, context)];
  return { entries: [entry, ...signature], result: { entryVersion: entry.version } };
}
