import type { Calibration, Equipment } from "../../domain/equipment/equipment.ts";
import type { RunHeader } from "../../domain/run.ts";
import type { Projection } from "../../ledger/contract.ts";

/** Tables `equipment`, `calibration` (latest bodies) and `run_equipment`: what each run used. */
export const equipmentProjection: Projection = {
  name: "equipment",
  version: 1,
  types: ["equipment", "calibration", "run"],
  tables: ["run_equipment", "calibration", "equipment"],
  ddl: [
    `CREATE TABLE equipment (
      id TEXT PRIMARY KEY, version INTEGER NOT NULL, body TEXT NOT NULL
    ) STRICT, WITHOUT ROWID`,
    `CREATE TABLE calibration (
      id TEXT PRIMARY KEY, equipment_id TEXT NOT NULL, performed_at INTEGER NOT NULL,
      version INTEGER NOT NULL, body TEXT NOT NULL
    ) STRICT, WITHOUT ROWID`,
    "CREATE INDEX calibration_equipment ON calibration (equipment_id, performed_at)",
    `CREATE TABLE run_equipment (
      equipment_id TEXT NOT NULL, started_at INTEGER NOT NULL, run_id TEXT NOT NULL,
      rig TEXT NOT NULL,
      PRIMARY KEY (equipment_id, started_at, run_id)
    ) STRICT, WITHOUT ROWID`,
  ],
  apply(sql, entry, raw) {
    if (entry.type === "equipment") {
      const { id } = raw as Equipment;
      sql.run(
        "INSERT OR REPLACE INTO equipment VALUES (?, ?, ?)",
        ...[id, entry.version, JSON.stringify(raw)],
      );
    } else if (entry.type === "calibration") {
      const { id, equipmentId, performedAt } = raw as Calibration;
      sql.run(
        "INSERT OR REPLACE INTO calibration VALUES (?, ?, ?, ?, ?)",
        ...[id, equipmentId, performedAt, entry.version, JSON.stringify(raw)],
      );
    } else if (entry.version === 1) {
      const { id, rig, startedAt, equipment = [] } = raw as RunHeader;
      for (const used of equipment) {
        sql.run(
          "INSERT OR IGNORE INTO run_equipment VALUES (?, ?, ?, ?)",
          ...[used.id, startedAt, id, rig],
        );
      }
    }
  },
};
