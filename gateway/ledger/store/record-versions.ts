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

/** One version of one record; undefined where there is none. */
export function readVersion(
  sql: SqlReader,
  record: { readonly type: string; readonly id: string; readonly version: number },
  upcasters: Upcasters,
): StoredEntry | undefined {
  const row = sql.get<{ seq: number }>(
    "SELECT seq FROM entry WHERE type = ? AND id = ? AND version = ?",
    ...[record.type, record.id, record.version],
  );
  const stored = row && readEntries(sql, row.seq, 1)[0];
  if (stored === undefined) return undefined;
  return { entry: stored.entry, body: decodeBody(stored, upcasters), leaf: stored.leaf };
}
