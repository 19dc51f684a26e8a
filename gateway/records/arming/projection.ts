import type { Entry } from "../../domain/entry.ts";
import type { RunHeader } from "../../domain/run.ts";
import type { Projection } from "../../ledger/contract.ts";
import type { ArmingBody } from "./record.ts";

/** Table `arming`: for whom each slot is armed, and the run that used it. */
export const armingProjection: Projection = {
  name: "arming",
  version: 1,
  types: ["arming", "run"],
  tables: ["arming"],
  ddl: [
    `CREATE TABLE arming (
      rig TEXT NOT NULL, slot TEXT NOT NULL, station TEXT NOT NULL, version INTEGER NOT NULL,
      seq INTEGER NOT NULL, body TEXT NOT NULL, run_id TEXT,
      PRIMARY KEY (rig, slot)
    ) STRICT, WITHOUT ROWID`,
    "CREATE INDEX arming_station ON arming (station)",
  ],
  apply(sql, entry: Entry, raw) {
    if (entry.type === "arming") {
      const body = raw as ArmingBody;
      sql.run(
        "INSERT OR REPLACE INTO arming VALUES (?, ?, ?, ?, ?, ?, NULL)",
        ...[body.rig, body.slot, body.station, entry.version, entry.seq, JSON.stringify(body)],
      );
      return;
    }
    const { id, rig, slot = "", invitation } = raw as RunHeader;
    if (entry.version !== 1 || invitation?.arming === undefined) return;
    sql.run(
      "UPDATE arming SET run_id = ? WHERE rig = ? AND slot = ? AND version = ?",
      ...[id, rig, slot, invitation.arming],
    );
  },
};
