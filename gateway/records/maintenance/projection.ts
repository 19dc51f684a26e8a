import type { MaintenancePlan } from "../../domain/maintenance.ts";
import type { RunHeader, RunRecord } from "../../domain/run.ts";
import type { Projection, SqlReader, SqlWriter } from "../../ledger/contract.ts";
import type { MaintenanceBody } from "./record.ts";

/**
 * Tables `rig_use` (runs and their time, ever), `rig_setup` (the part number that a slot tests, and
 * since when), `maintenance_plan` (with the counts at its last performance) and `maintenance`.
 */
export const maintenanceProjection: Projection = {
  name: "maintenance",
  version: 1,
  types: ["run", "maintenance-plan", "maintenance"],
  tables: ["maintenance", "maintenance_plan", "rig_setup", "rig_use"],
  ddl: [
    `CREATE TABLE rig_use (
      rig TEXT PRIMARY KEY, runs INTEGER NOT NULL, busy_ms REAL NOT NULL
    ) STRICT, WITHOUT ROWID`,
    `CREATE TABLE rig_setup (
      rig TEXT NOT NULL, slot TEXT NOT NULL, part_number TEXT NOT NULL, since_us INTEGER NOT NULL,
      PRIMARY KEY (rig, slot)
    ) STRICT, WITHOUT ROWID`,
    `CREATE TABLE maintenance_plan (
      id TEXT PRIMARY KEY, rig TEXT NOT NULL, version INTEGER NOT NULL, body TEXT NOT NULL,
      from_us INTEGER NOT NULL, from_runs INTEGER NOT NULL, from_ms REAL NOT NULL,
      performed_us INTEGER, verify_since_us INTEGER
    ) STRICT, WITHOUT ROWID`,
    "CREATE INDEX maintenance_plan_rig ON maintenance_plan (rig)",
    `CREATE TABLE maintenance (
      id TEXT PRIMARY KEY, plan_id TEXT NOT NULL, performed_us INTEGER NOT NULL, body TEXT NOT NULL
    ) STRICT, WITHOUT ROWID`,
    "CREATE INDEX maintenance_plan_of ON maintenance (plan_id, performed_us)",
  ],
  apply(sql, entry, raw) {
    if (entry.type === "run") noteRun(sql, raw as RunHeader | RunRecord);
    else if (entry.type === "maintenance") notePerformed(sql, raw as MaintenanceBody);
    else notePlan(sql, raw as MaintenancePlan, entry);
  },
};

function noteRun(sql: SqlWriter, run: RunHeader | RunRecord): void {
  if (run.source !== "rig") return;
  const { rig, slot = "", partNumber, startedAt } = run;
  if ("outcome" in run) {
    sql.run(
      `INSERT INTO rig_use VALUES (?1, 1, ?2)
       ON CONFLICT (rig) DO UPDATE SET runs = runs + 1, busy_ms = busy_ms + ?2`,
      ...[rig, run.durationMs ?? 0],
    );
  } else if (partNumber !== undefined) {
    sql.run(
      `INSERT INTO rig_setup VALUES (?1, ?2, ?3, ?4)
       ON CONFLICT (rig, slot) DO UPDATE SET part_number = ?3, since_us = ?4
       WHERE part_number <> ?3`,
      ...[rig, slot, partNumber, startedAt],
    );
  }
}

function usedSoFar(sql: SqlReader, rig: string): { runs: number; busyMs: number } {
  const row = sql.get<{ runs: number; busyMs: number }>(
    "SELECT runs, busy_ms AS busyMs FROM rig_use WHERE rig = ?",
    rig,
  );
  return row ?? { runs: 0, busyMs: 0 };
}

function notePlan(
  sql: SqlWriter,
  plan: MaintenancePlan,
  { version, occurredAt }: { readonly version: number; readonly occurredAt: number },
): void {
  const { runs, busyMs } = usedSoFar(sql, plan.rig);
  sql.run(
    `INSERT INTO maintenance_plan VALUES (?, ?, ?, ?, ?, ?, ?, NULL, NULL)
     ON CONFLICT (id) DO UPDATE SET version = excluded.version, body = excluded.body`,
    ...[plan.id, plan.rig, version, JSON.stringify(plan), occurredAt, runs, busyMs],
  );
}

function notePerformed(sql: SqlWriter, body: MaintenanceBody): void {
  const { id, planId, performedAt } = body;
  sql.run(
    "INSERT INTO maintenance VALUES (?, ?, ?, ?)",
    ...[id, planId, performedAt, JSON.stringify(body)],
  );
  const row = sql.get<{ body: string; performed: number | null }>(
    "SELECT body, performed_us AS performed FROM maintenance_plan WHERE id = ?",
    planId,
  );
  if (row === undefined || performedAt < (row.performed ?? 0)) return;
  const plan = JSON.parse(row.body) as MaintenancePlan;
  const { runs, busyMs } = usedSoFar(sql, plan.rig);
  sql.run(
    `UPDATE maintenance_plan SET from_us = ?1, performed_us = ?1, from_runs = ?2, from_ms = ?3,
       verify_since_us = CASE WHEN ?4 THEN ?1 ELSE verify_since_us END
     WHERE id = ?5`,
    ...[performedAt, runs, busyMs, plan.verify ? 1 : 0, planId],
  );
}
