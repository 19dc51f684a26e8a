import type { SqlReader, StoredEntry } from "../contract.ts";
import type { Upcasters } from "../upcasters.ts";
import { decodeBody, readEntries } from "./entries.ts";

/** Every version of one record, oldest first, with bodies in their newest schema. */
export function readVersions(
  sql: SqlReader,
  record: { readonly type: string; readonly id: string },
  upcasters: Upcasters,
): readonly StoredEntry[] {
  return sql
    .all<{ seq: number }>(
      "SELECT seq FROM entry WHERE type = ? AND id = ? ORDER BY version",
      record.type,
      record.id,
    )
    .flatMap(({ seq }) => readEntries(sql, seq, 1))
    .map((stored) => ({
      entry: stored.entry,
      body: decodeBody(stored, upcasters),
      leaf: stored.leaf,
    }));
}
