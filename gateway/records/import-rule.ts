/** What the imports of controlled data have in common. */
import {
  type CommandContext,
  type Decision,
  type NewEntry,
  Refusal,
  type SqlReader,
} from "../ledger/contract.ts";
import { readVersions } from "../ledger/store/record-versions.ts";
import { contentHash } from "./content-hash.ts";
import { upcasters } from "./upcasters.ts";

/** `unchanged`: the same content was there already, nothing was appended. */
export type ImportResult = "imported" | "unchanged";

/** The latest version of a record, as its projection holds it. */
export interface Latest<Body> {
  readonly version: number;
  readonly body: Body;
}

/** Refuses a record that contradicts itself or another one. */
export function refuseInvalid(field: string, message: string): never {
  throw new Refusal("record.invalid", `${field}: ${message}`, { field });
}

/** Refuses a change of what is released. */
export function refuseImmutable(field: string, message: string): never {
  throw new Refusal("record.immutable", `${field}: ${message}`, { field });
}

/** Refuses a change that says no reason: Refusal `record.reason-missing` (CR-04). */
export function requireReason(reason: string | undefined, what: string): void {
  if (reason !== undefined && reason.trim() !== "") return;
  throw new Refusal("record.reason-missing", `a change of ${what} needs its reason`, { what });
}

/** Refuses where the caller saw another version than the latest. */
export function assertExpectedVersion(context: CommandContext, latest: number): void {
  const { expectedVersion } = context;
  if (expectedVersion === undefined || expectedVersion === latest) return;
  const message = `the record is at version ${latest}, not ${expectedVersion}`;
  throw new Refusal("record.version-conflict", message, { expectedVersion, version: latest });
}

/** True for the same content, whatever the order of its keys. */
export function isSameContent(left: unknown, right: unknown): boolean {
  return contentHash(left) === contentHash(right);
}

/** Who takes in a file at the start of the gateway: `import:products.yaml`. */
const FILE_ACTOR = "import:";

/**
 * What this file said of a record when it was last taken in; undefined the first time, and where a
 * person asks. A file is read at every start: one that says the same again must not undo what was
 * decided since.
 */
export function saidByFile<Body>(
  sql: SqlReader,
  record: { readonly type: string; readonly id: string },
  { actor }: CommandContext,
): Body | undefined {
  if (!actor.startsWith(FILE_ACTOR)) return undefined;
  const versions = readVersions(sql, record, upcasters);
  return versions.findLast(({ entry }) => entry.actor === actor)?.body as Body | undefined;
}

/** The decision where the content was there already. */
export function unchanged(): Decision<ImportResult> {
  return { entries: [], result: "unchanged" };
}

/** The decision that appends one entry, `imported`. */
export function imported(entry: Omit<NewEntry, "action">): Decision<ImportResult> {
  return { entries: [{ ...entry, action: "imported" }], result: "imported" };
}
