/** What the status of a unit is derived from, read from the tables of runs and revisions. */
import type { SqlReader } from "../../ledger/contract.ts";
import type { UnitRun } from "./record.ts";

/** The runs of a unit that count, in the ledger's order: one that nobody armed for does not. */
export function listUnitRuns(sql: SqlReader, unitId: string): readonly UnitRun[] {
  return sql
    .all<Omit<UnitRun, "engineeringMode"> & { engineeringMode: number }>(
      `SELECT id, operation, source, engineering_mode AS engineeringMode, started_at AS startedAt,
         started_seq AS startedSeq, outcome
       FROM run WHERE unit_id = ? AND uninvited = 0 ORDER BY started_seq`,
      unitId,
    )
    .map((row) => ({ ...row, engineeringMode: row.engineeringMode === 1 }));
}

/** How many runs of our own or from outside a unit has at an operation, running ones included. */
export function countRuns(
  sql: SqlReader,
  run: { readonly unitId: string; readonly operation: string; readonly source: "rig" | "api" },
): number {
  const row = sql.get<{ runs: number }>(
    "SELECT count(*) AS runs FROM run WHERE unit_id = ? AND operation = ? AND source = ?",
    ...[run.unitId, run.operation, run.source],
  );
  return row?.runs ?? 0;
}

/** The operations a unit of this revision must pass; empty for an unknown one. */
export function findRoute(
  sql: SqlReader,
  unit: { readonly partNumber: string; readonly revision: string },
): readonly string[] {
  const row = sql.get<{ route: string }>(
    "SELECT route FROM revision WHERE part_number = ? AND revision = ?",
    ...[unit.partNumber, unit.revision],
  );
  return row === undefined ? [] : (JSON.parse(row.route) as string[]);
}
