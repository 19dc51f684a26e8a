/** Reading versions of controlled data, for rules and queries. */
import type { VersionStatus } from "../../domain/controlled/version-moves.ts";
import { Refusal, type SqlReader } from "../../ledger/contract.ts";
import type { ControlledType, VersionBody } from "./projection.ts";

/** One version as it is now. */
export interface StoredVersion {
  readonly type: ControlledType;
  readonly id: string;
  readonly version: number;
  /** Of the record's latest entry that is about this version. */
  readonly entryVersion: number;
  readonly status: VersionStatus;
  /** Microseconds since the epoch; 0 for at once. */
  readonly effectiveFromUs: number;
  readonly hash: string;
  /** Ids of people. */
  readonly authors: readonly string[];
  /** Changed here, not only imported. */
  readonly managed: boolean;
  readonly changedAtUs: number;
  readonly body: VersionBody;
}

interface Row {
  readonly type: ControlledType;
  readonly id: string;
  readonly version: number;
  readonly entryVersion: number;
  readonly status: VersionStatus;
  readonly effectiveFromUs: number;
  readonly hash: string;
  readonly authors: string;
  readonly managed: number;
  readonly changedAtUs: number;
  readonly body: string;
}

const COLUMNS = `type, id, version, entry_version AS entryVersion, status,
  effective_from AS effectiveFromUs, hash, authors, managed, changed_at AS changedAtUs, body`;

/** Names one version. */
export interface VersionName {
  readonly type: ControlledType;
  readonly id: string;
  readonly version: number;
}

/** The version; undefined where there is none. */
export function findVersion(sql: SqlReader, name: VersionName): StoredVersion | undefined {
  const row = sql.get<Row>(
    `SELECT ${COLUMNS} FROM controlled_version WHERE type = ? AND id = ? AND version = ?`,
    ...[name.type, name.id, name.version],
  );
  return row && stored(row);
}

/** The version. Throws Refusal `record.not-found`. */
export function getVersion(sql: SqlReader, name: VersionName): StoredVersion {
  const found = findVersion(sql, name);
  if (found !== undefined) return found;
  const message = `there is no version ${name.version} of ${name.type} ${name.id}`;
  throw new Refusal("record.not-found", message, { ...name });
}

/** Every version of one record, the highest first. */
export function listVersions(
  sql: SqlReader,
  { type, id }: Pick<VersionName, "type" | "id">,
): readonly StoredVersion[] {
  return sql
    .all<Row>(
      `SELECT ${COLUMNS} FROM controlled_version WHERE type = ? AND id = ? ORDER BY version DESC`,
      ...[type, id],
    )
    .map(stored);
}

/** Every version of the records of a product at an operation, the highest first. */
export function listVersionsAt(
  sql: SqlReader,
  type: ControlledType,
  place: { readonly partNumber: string; readonly operation: string },
): readonly StoredVersion[] {
  return sql
    .all<Row>(
      `SELECT ${COLUMNS} FROM controlled_version
       WHERE type = ? AND part_number = ? AND operation = ? ORDER BY version DESC, seq DESC`,
      ...[type, place.partNumber, place.operation],
    )
    .map(stored);
}

/** Any version with this content; undefined where nothing ever had it. */
export function findVersionByHash(
  sql: SqlReader,
  type: ControlledType,
  hash: string,
): StoredVersion | undefined {
  const row = sql.get<Row>(
    `SELECT ${COLUMNS} FROM controlled_version WHERE type = ? AND hash = ? LIMIT 1`,
    ...[type, hash],
  );
  return row && stored(row);
}

/** The ids of all records of a type, in their order. */
export function listIds(sql: SqlReader, type: ControlledType): readonly string[] {
  return sql
    .all<{ id: string }>(
      "SELECT DISTINCT id FROM controlled_version WHERE type = ? ORDER BY id",
      type,
    )
    .map(({ id }) => id);
}

function stored({ authors, managed, body, ...row }: Row): StoredVersion {
  return {
    ...row,
    authors: JSON.parse(authors) as string[],
    managed: managed === 1,
    body: JSON.parse(body) as VersionBody,
  };
}
