import type { Projection } from "../../ledger/contract.ts";
import type { HandOverBody } from "./record.ts";

/** Table `hand_over`: each note as it is now. */
export const handOverProjection: Projection = {
  name: "hand-over",
  version: 1,
  types: ["hand-over"],
  tables: ["hand_over"],
  ddl: [
    `CREATE TABLE hand_over (
      seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, station TEXT NOT NULL, body TEXT NOT NULL,
      state TEXT NOT NULL, written_us INTEGER NOT NULL, written_by TEXT NOT NULL,
      acknowledged_us INTEGER, acknowledged_by TEXT, version INTEGER NOT NULL
    ) STRICT`,
    "CREATE INDEX hand_over_station ON hand_over (station, state, seq)",
  ],
  apply(sql, entry, raw) {
    const body = raw as HandOverBody;
    if (entry.version === 1) {
      sql.run(
        "INSERT INTO hand_over VALUES (?, ?, ?, ?, ?, ?, ?, NULL, NULL, ?)",
        ...[entry.seq, body.id, body.station, JSON.stringify(body), body.state],
        ...[entry.occurredAt, entry.actor, entry.version],
      );
      return;
    }
    sql.run(
      `UPDATE hand_over SET body = ?, state = ?, acknowledged_us = ?, acknowledged_by = ?,
         version = ? WHERE id = ?`,
      ...[JSON.stringify(body), body.state, entry.occurredAt, entry.actor, entry.version, body.id],
    );
  },
};
