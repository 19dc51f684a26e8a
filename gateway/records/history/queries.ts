import { isoTime } from "../../domain/iso-time.ts";
import { type Query, Refusal, type StoredEntry } from "../../ledger/contract.ts";
import { readVersions } from "../../ledger/store/record-versions.ts";
import { isSameContent } from "../import-rule.ts";
import { upcasters } from "../upcasters.ts";
import type { VersionView } from "./record.ts";

/** Which record: the type of its entries and its id. */
export interface RecordName {
  readonly type: string;
  readonly id: string;
}

/** Every version of a record, oldest first. Throws Refusal `record.not-found`. */
export const readHistory: Query<RecordName, VersionView[]> = ({ sql }, record) => {
  const versions = readVersions(sql, record, upcasters);
  if (versions.length === 0) {
    const message = `there is no ${record.type} ${record.id}`;
    throw new Refusal("record.not-found", message, { ...record });
  }
  return versions.map((stored, index) => present(stored, versions[index - 1]));
};

function present({ entry, body, leaf }: StoredEntry, before: StoredEntry | undefined): VersionView {
  const { seq, version, action, reason, actor, station, clockState, schema, bodyHash } = entry;
  const fields = body as Readonly<Record<string, unknown>>;
  return {
    ...{ seq, version, action, actor, station, clockState, schema, bodyHash, leaf },
    ...(reason === undefined ? {} : { reason }),
    occurredAt: isoTime(entry.occurredAt),
    recordedAt: isoTime(entry.recordedAt),
    changed: changedFields(fields, (before?.body ?? {}) as typeof fields),
    body: { ...fields },
  };
}

function changedFields(
  after: Readonly<Record<string, unknown>>,
  before: Readonly<Record<string, unknown>>,
): string[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].filter((name) => !isSameContent([before[name] ?? null], [after[name] ?? null]));
}
