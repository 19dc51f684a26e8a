import type { Projection } from "../../ledger/contract.ts";
import type { ComponentBody } from "./record.ts";

/** Table `component`: one row for each time something was installed. */
export const componentProjection: Projection = {
  name: "component",
  version: 1,
  types: ["component"],
  tables: ["component"],
  ddl: [
    `CREATE TABLE component (
      seq INTEGER PRIMARY KEY, unit_id TEXT NOT NULL, position TEXT NOT NULL,
      part_number TEXT NOT NULL, serial_number TEXT, lot TEXT, version INTEGER NOT NULL,
      installed_at INTEGER NOT NULL, installed_by TEXT NOT NULL,
      removed_at INTEGER, removed_by TEXT
    ) STRICT`,
    "CREATE INDEX component_unit ON component (unit_id, position)",
    "CREATE INDEX component_serial ON component (part_number, serial_number)",
    "CREATE INDEX component_lot ON component (lot, part_number)",
    // Twice at one place, or one serial in two: the table itself refuses both.
    `CREATE UNIQUE INDEX component_place ON component (unit_id, position)
     WHERE removed_at IS NULL`,
    `CREATE UNIQUE INDEX component_once ON component (part_number, serial_number)
     WHERE removed_at IS NULL AND serial_number IS NOT NULL`,
  ],
  apply(sql, entry, raw) {
    const { unitId, position, part } = raw as ComponentBody;
    sql.run(
      `UPDATE component SET removed_at = ?, removed_by = ?
       WHERE unit_id = ? AND position = ? AND removed_at IS NULL`,
      ...[entry.occurredAt, entry.actor, unitId, position],
    );
    if (part === undefined) return;
    sql.run(
      "INSERT INTO component VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, NULL, NULL)",
      ...[entry.seq, unitId, position, part.partNumber, part.serialNumber ?? null],
      ...[part.lot ?? null, entry.version, entry.occurredAt, entry.actor],
    );
  },
};
