import { parseIsoTime } from "../../domain/iso-time.ts";
import type { Projection } from "../../ledger/contract.ts";
import type { DemandBody } from "./record.ts";

/** Table `demand`: each line as it is now, by its sender's key. */
export const demandProjection: Projection = {
  name: "demand",
  version: 1,
  types: ["demand"],
  tables: ["demand"],
  ddl: [
    `CREATE TABLE demand (
      external_key TEXT PRIMARY KEY, part_number TEXT NOT NULL, due_at INTEGER NOT NULL,
      body TEXT NOT NULL, version INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID`,
    "CREATE INDEX demand_part ON demand (part_number, due_at)",
  ],
  apply(sql, entry, raw) {
    const body = raw as DemandBody;
    sql.run(
      "INSERT OR REPLACE INTO demand VALUES (?, ?, ?, ?, ?)",
      ...[body.externalKey, body.partNumber, parseIsoTime(body.dueAt) ?? 0],
      ...[JSON.stringify(body), entry.version],
    );
  },
};
