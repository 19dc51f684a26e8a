import { judgeReference, type ReferenceUnit } from "../../domain/reference/reference-unit.ts";
import type { RunHeader, RunRecord } from "../../domain/run.ts";
import type { Projection, SqlWriter } from "../../ledger/contract.ts";

/** Tables `reference_unit`, and `reference_check`: its latest run at each rig and slot. */
export const referenceUnitProjection: Projection = {
  name: "reference-unit",
  version: 1,
  types: ["reference-unit", "run"],
  tables: ["reference_check", "reference_unit"],
  ddl: [
    `CREATE TABLE reference_unit (
      id TEXT PRIMARY KEY, part_number TEXT NOT NULL, serial_number TEXT NOT NULL,
      operation TEXT NOT NULL, retired INTEGER NOT NULL, version INTEGER NOT NULL,
      body TEXT NOT NULL
    ) STRICT, WITHOUT ROWID`,
    "CREATE INDEX reference_unit_serial ON reference_unit (serial_number, part_number)",
    "CREATE INDEX reference_unit_at ON reference_unit (operation, part_number)",
    `CREATE TABLE reference_check (
      reference_unit_id TEXT NOT NULL, rig TEXT NOT NULL, slot TEXT NOT NULL,
      run_id TEXT NOT NULL, at_us INTEGER NOT NULL, held INTEGER NOT NULL, why TEXT NOT NULL,
      PRIMARY KEY (reference_unit_id, rig, slot)
    ) STRICT, WITHOUT ROWID`,
  ],
  apply(sql, entry, raw) {
    if (entry.type === "run") return noteRun(sql, raw as RunHeader | RunRecord);
    const body = raw as ReferenceUnit;
    sql.run(
      "INSERT OR REPLACE INTO reference_unit VALUES (?, ?, ?, ?, ?, ?, ?)",
      ...[body.id, body.partNumber, body.serialNumber, body.operation],
      ...[body.retired === true ? 1 : 0, entry.version, JSON.stringify(body)],
    );
  },
};

function noteRun(sql: SqlWriter, run: RunHeader | RunRecord): void {
  const id = run.invitation?.referenceUnitId;
  if (id === undefined || !("outcome" in run)) return;
  const row = sql.get<{ body: string }>("SELECT body FROM reference_unit WHERE id = ?", id);
  if (row === undefined) return;
  const { held, why } = judgeReference(JSON.parse(row.body) as ReferenceUnit, run);
  sql.run(
    "INSERT OR REPLACE INTO reference_check VALUES (?, ?, ?, ?, ?, ?, ?)",
    ...[id, run.rig, run.slot ?? "", run.id, run.startedAt, held ? 1 : 0, why],
  );
}
