import type { Entry } from "../../domain/entry.ts";
import type { RunHeader } from "../../domain/run.ts";
import type { Projection, SqlReader, SqlWriter } from "../../ledger/contract.ts";
import { deriveStatus, type UnitBody } from "./record.ts";
import { findRoute, listUnitRuns } from "./runs.ts";

/** Table `unit`, with the status that follows from its runs. Applied after product and run. */
export const unitProjection: Projection = {
  name: "unit",
  version: 3,
  types: ["unit", "run", "product"],
  tables: ["unit"],
  ddl: [
    `CREATE TABLE unit (
      id TEXT PRIMARY KEY, serial_number TEXT NOT NULL, part_number TEXT NOT NULL,
      revision TEXT NOT NULL, order_id TEXT NOT NULL, created_at INTEGER NOT NULL,
      status TEXT NOT NULL, runs INTEGER NOT NULL, version INTEGER NOT NULL, seq INTEGER NOT NULL,
      UNIQUE (part_number, serial_number)
    ) STRICT`,
    "CREATE INDEX unit_serial ON unit (serial_number)",
    "CREATE INDEX unit_order ON unit (order_id, seq)",
    "CREATE INDEX unit_order_status ON unit (order_id, status, seq)",
    "CREATE INDEX unit_revision ON unit (part_number, revision)",
  ],
  apply(sql, entry, raw) {
    if (entry.type === "unit") insertUnit(sql, entry, raw as UnitBody);
    else if (entry.type === "run") refreshUnit(sql, (raw as RunHeader).unitId);
    else for (const id of unitsOfNewRoutes(sql, entry)) refreshUnit(sql, id);
  },
};

function insertUnit(sql: SqlWriter, entry: Entry, body: UnitBody): void {
  sql.run(
    "INSERT INTO unit VALUES (?, ?, ?, ?, ?, ?, 'created', 0, ?, ?)",
    ...[body.id, body.serialNumber, body.partNumber, body.revision, body.orderId],
    ...[entry.occurredAt, entry.version, entry.seq],
  );
}

function refreshUnit(sql: SqlWriter, id: string | undefined): void {
  if (id === undefined) return;
  const unit = sql.get<{ partNumber: string; revision: string }>(
    "SELECT part_number AS partNumber, revision FROM unit WHERE id = ?",
    id,
  );
  if (unit === undefined) throw new Error(`a run names unit ${id}, which has no entry`);
  const runs = listUnitRuns(sql, id);
  const status = deriveStatus(findRoute(sql, unit), runs);
  sql.run("UPDATE unit SET status = ?, runs = ? WHERE id = ?", status, runs.length, id);
}

/** Units whose route a product's entry may have changed: of revisions not released before it. */
function unitsOfNewRoutes(sql: SqlReader, entry: Entry): readonly string[] {
  return sql
    .all<{ id: string }>(
      `SELECT unit.id AS id FROM unit JOIN revision USING (part_number, revision)
       WHERE part_number = ? AND (fixed_seq IS NULL OR fixed_seq = ?)`,
      ...[entry.id, entry.seq],
    )
    .map((row) => row.id);
}
