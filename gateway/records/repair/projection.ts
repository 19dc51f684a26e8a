import type { Projection } from "../../ledger/contract.ts";
import type { RepairBody } from "./record.ts";

/** Table `repair`: each repair as it is now, with the position of its end for what came later. */
export const repairProjection: Projection = {
  name: "repair",
  version: 2,
  types: ["repair"],
  tables: ["repair"],
  ddl: [
    `CREATE TABLE repair (
      seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, unit_id TEXT NOT NULL, run_id TEXT NOT NULL,
      measurement_id TEXT NOT NULL, action TEXT, body TEXT NOT NULL, version INTEGER NOT NULL,
      begun_at INTEGER NOT NULL, begun_by TEXT NOT NULL,
      done_seq INTEGER, done_at INTEGER, done_by TEXT
    ) STRICT`,
    "CREATE INDEX repair_unit ON repair (unit_id, seq)",
    "CREATE INDEX repair_measurement ON repair (measurement_id, done_seq)",
  ],
  apply(sql, entry, raw) {
    const body = raw as RepairBody;
    if (entry.version === 1) {
      sql.run(
        "INSERT INTO repair VALUES (?, ?, ?, ?, ?, NULL, ?, ?, ?, ?, NULL, NULL, NULL)",
        ...[entry.seq, body.id, body.unitId, body.runId, body.measurementId],
        ...[JSON.stringify(body), entry.version, entry.occurredAt, entry.actor],
      );
      return;
    }
    sql.run(
      `UPDATE repair SET action = ?, body = ?, version = ?, done_seq = ?, done_at = ?, done_by = ?
       WHERE id = ?`,
      ...[body.action ?? null, JSON.stringify(body), entry.version, entry.seq],
      ...[entry.occurredAt, entry.actor, body.id],
    );
  },
};
