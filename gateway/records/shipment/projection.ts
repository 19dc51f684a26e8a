import type { Projection } from "../../ledger/contract.ts";
import type { ShipmentBody } from "./record.ts";

/** Tables `shipment` and `shipment_unit`: what left, and with which units. */
export const shipmentProjection: Projection = {
  name: "shipment",
  version: 1,
  types: ["shipment"],
  tables: ["shipment_unit", "shipment"],
  ddl: [
    `CREATE TABLE shipment (
      seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, reference TEXT NOT NULL, customer TEXT,
      units INTEGER NOT NULL, shipped_at INTEGER NOT NULL, shipped_by TEXT NOT NULL
    ) STRICT`,
    `CREATE TABLE shipment_unit (
      shipment_id TEXT NOT NULL, unit_id TEXT NOT NULL, PRIMARY KEY (shipment_id, unit_id)
    ) STRICT, WITHOUT ROWID`,
    "CREATE INDEX shipment_unit_unit ON shipment_unit (unit_id)",
  ],
  apply(sql, entry, raw) {
    const { id, reference, customer, unitIds } = raw as ShipmentBody;
    sql.run(
      "INSERT INTO shipment VALUES (?, ?, ?, ?, ?, ?, ?)",
      ...[entry.seq, id, reference, customer ?? null, unitIds.length],
      ...[entry.occurredAt, entry.actor],
    );
    for (const unitId of unitIds) sql.run("INSERT INTO shipment_unit VALUES (?, ?)", id, unitId);
  },
};
