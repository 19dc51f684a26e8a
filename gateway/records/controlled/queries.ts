/** Questions about versions of controlled data, the same for each kind. */
import { contentDiff } from "../../domain/controlled/content-diff.ts";
import { nextStates } from "../../domain/controlled/moves.ts";
import { VERSION_MOVES, versionInForce } from "../../domain/controlled/version-moves.ts";
import { isoTime } from "../../domain/iso-time.ts";
import { type Query, Refusal, type SqlReader } from "../../ledger/contract.ts";
import { latestTime } from "../clock/latest-time.ts";
import { compact } from "../compact.ts";
import { latestVersion, readSignatures } from "../signature/queries.ts";
import type { SignatureView } from "../signature/record.ts";
import type { ControlledType } from "./projection.ts";
import type { RecordVersions, VersionDetail, VersionDiff, VersionSummary } from "./record.ts";
import { getVersion, listIds, listVersions, type StoredVersion } from "./versions.ts";

/** Which records, as they are at a moment in microseconds since the epoch. */
export interface VersionsFilter {
  readonly type: ControlledType;
  readonly nowUs: number;
  readonly partNumber?: string;
  readonly operation?: string;
}

/** Every version of every record of a type, by id, the highest version first. */
export const listControlled: Query<VersionsFilter, VersionSummary[]> = ({ sql }, filter) => {
  const { type, partNumber, operation } = filter;
  return listIds(sql, type)
    .flatMap((id) => summaries(sql, { ...filter, id }))
    .filter((each) => partNumber === undefined || each.partNumber === partNumber)
    .filter((each) => operation === undefined || each.operation === operation);
};

/** One record at a moment. */
export interface RecordFilter {
  readonly type: ControlledType;
  readonly id: string;
  readonly nowUs: number;
}

/** Every version of one record. Throws Refusal `record.not-found`. */
export const getRecordVersions: Query<RecordFilter, RecordVersions> = ({ sql }, filter) => {
  const versions = summaries(sql, filter);
  const { type, id } = filter;
  if (versions.length === 0) throw new Refusal("record.not-found", `there is no ${type} ${id}`);
  return { id, recordVersion: latestOf(sql, filter), versions };
};

/** One version with its content and signatures. Throws Refusal `record.not-found`. */
export const getVersionDetail: Query<
  RecordFilter & { readonly version: number; readonly timeZone?: string },
  VersionDetail
> = ({ sql }, filter) => {
  const { type, id, timeZone = "UTC" } = filter;
  const found = getVersion(sql, filter);
  const { id: _, version: __, status, effectiveFrom: ___, hash: ____, ...content } = found.body;
  const entries = entryVersionsOf(sql, filter);
  const signatures = readSignatures(sql, { recordType: type, recordId: id, timeZone })
    .filter(({ recordVersion }) => entries.has(recordVersion))
    .map((signature) => coveringNow(signature, found));
  const summary = summaries(sql, filter).find(({ version }) => version === filter.version);
  return {
    ...(summary as VersionSummary),
    recordVersion: latestOf(sql, filter),
    next: [...nextStates(VERSION_MOVES, status)],
    authors: [...found.authors],
    content: { ...content },
    signatures,
  };
};

/** Another version of the same record that went on does not take a signature's subject away. */
function coveringNow(signature: SignatureView, { entryVersion }: StoredVersion): SignatureView {
  const isCurrent = signature.verified && signature.recordVersion === entryVersion;
  return { ...signature, coversCurrentVersion: isCurrent };
}

/** Two versions of one record, place by place. Throws Refusal `record.not-found`. */
export const diffVersions: Query<
  {
    readonly type: ControlledType;
    readonly id: string;
    readonly from: number;
    readonly to: number;
  },
  VersionDiff
> = ({ sql }, { type, id, from, to }) => {
  const contents = [from, to].map((version) => {
    const {
      hash: _,
      version: __,
      status: ___,
      ...rest
    } = getVersion(sql, { type, id, version }).body;
    return rest;
  });
  return { id, from, to, differences: [...contentDiff(contents[0], contents[1])] };
};

function latestOf(sql: SqlReader, { type, id }: Pick<RecordFilter, "type" | "id">): number {
  return latestVersion(sql, { recordType: type, recordId: id });
}

/** The entries of a record that are about one of its versions, by their entry version. */
function entryVersionsOf(
  sql: SqlReader,
  { type, id, version }: RecordFilter & { readonly version: number },
): ReadonlySet<number> {
  const rows = sql.all<{ entryVersion: number }>(
    `SELECT entry.version AS entryVersion FROM entry JOIN body USING (seq)
     WHERE entry.type = ? AND entry.id = ? AND json_extract(body.text, '$.version') = ?`,
    ...[type, id, version],
  );
  return new Set(rows.map(({ entryVersion }) => entryVersion));
}

function summaries(sql: SqlReader, { type, id, nowUs }: RecordFilter): VersionSummary[] {
  const versions = listVersions(sql, { type, id });
  const inForce = versionInForce(versions, latestTime(sql, nowUs));
  return versions.map((version) => summary(version, version === inForce));
}

function summary(stored: StoredVersion, inForce: boolean): VersionSummary {
  const { id, version, status, entryVersion, hash, managed, changedAtUs, body } = stored;
  const { partNumber, operation, effectiveFrom } = body;
  const name = "name" in body ? String(body.name) : undefined;
  return compact({
    ...{ id, version, status, inForce, effectiveFrom, hash, entryVersion },
    ...{ changedAt: isoTime(changedAtUs), partNumber, operation, name, imported: !managed },
  }) as VersionSummary;
}
