import type { Entry } from "../../domain/entry.ts";
import type { RunHeader } from "../../domain/run.ts";
import {
  cycleName,
  type UnitCycle,
  type UnitStage,
  type UnitStatus,
} from "../../domain/unit/unit-life.ts";
import type { EvidenceRun } from "../../domain/unit/unit-runs.ts";
import type { Projection, SqlReader, SqlWriter } from "../../ledger/contract.ts";
import type { DispositionBody } from "../nonconformance/record.ts";
import { latestCycle } from "./cycle.ts";
import { isDemo } from "./demo.ts";
import { placeOf, standingOf, type UnitBody } from "./record.ts";
import { findRoute, listUnitRuns } from "./runs.ts";

/**
 * Tables `unit`, with the status that follows from its runs, and `deciding_run`: what counts at
 * each operation. The table itself refuses a run that can be no evidence (CR-64). Applied after
 * products, runs, holds and invalidations.
 */
export const unitProjection: Projection = {
  name: "unit",
  version: 5,
  types: ["unit", "run", "run-link", "product", "hold", "invalidation", "disposition"],
  tables: ["deciding_run", "unit"],
  ddl: [
    `CREATE TABLE unit (
      id TEXT PRIMARY KEY, serial_number TEXT NOT NULL, part_number TEXT NOT NULL,
      revision TEXT NOT NULL, order_id TEXT NOT NULL, created_at INTEGER NOT NULL,
      status TEXT NOT NULL, runs INTEGER NOT NULL, version INTEGER NOT NULL, seq INTEGER NOT NULL,
      stage TEXT NOT NULL, cycle TEXT NOT NULL, holds INTEGER NOT NULL, place TEXT NOT NULL,
      at_operation TEXT, release TEXT, sent_back INTEGER NOT NULL, done_at INTEGER,
      UNIQUE (part_number, serial_number)
    ) STRICT`,
    "CREATE INDEX unit_serial ON unit (serial_number)",
    "CREATE INDEX unit_order ON unit (order_id, seq)",
    "CREATE INDEX unit_order_status ON unit (order_id, status, seq)",
    "CREATE INDEX unit_order_place ON unit (order_id, place, at_operation, seq)",
    "CREATE INDEX unit_order_serial ON unit (order_id, serial_number)",
    "CREATE INDEX unit_done ON unit (done_at) WHERE done_at IS NOT NULL",
    "CREATE INDEX unit_revision ON unit (part_number, revision)",
    `CREATE TABLE deciding_run (
      unit_id TEXT NOT NULL, operation TEXT NOT NULL, run_id TEXT NOT NULL,
      outcome TEXT NOT NULL CHECK (outcome <> 'running'),
      engineering_mode INTEGER NOT NULL CHECK (engineering_mode = 0),
      simulated INTEGER NOT NULL, demo INTEGER NOT NULL,
      invalidated INTEGER NOT NULL CHECK (invalidated = 0),
      PRIMARY KEY (unit_id, operation),
      CHECK (simulated = 0 OR demo = 1)
    ) STRICT, WITHOUT ROWID`,
  ],
  apply(sql, entry, raw) {
    if (entry.type === "unit") applyUnit(sql, entry, raw as UnitBody);
    else if (entry.type === "product") {
      for (const id of unitsOfNewRoutes(sql, entry)) refreshUnit(sql, id);
    } else if (entry.type === "disposition") {
      for (const id of (raw as DispositionBody).unitIds) refreshUnit(sql, id);
    } else refreshUnit(sql, (raw as Pick<RunHeader, "unitId">).unitId);
  },
};

function applyUnit(sql: SqlWriter, entry: Entry, body: UnitBody): void {
  if (entry.version === 1) {
    sql.run(
      `INSERT INTO unit VALUES
         (?, ?, ?, ?, ?, ?, 'created', 0, ?, ?, ?, 'build', 0, 'not_started', NULL, NULL, 0,
          NULL)`,
      ...[body.id, body.serialNumber, body.partNumber, body.revision, body.orderId],
      ...[entry.occurredAt, entry.version, entry.seq, body.stage],
    );
    return;
  }
  const { stage, cycle, release, revision, id } = body;
  const isSentBack = (body.move?.again.length ?? 0) > 0;
  sql.run(
    `UPDATE unit SET version = ?, stage = ?, cycle = ?, release = ?, revision = ?,
       sent_back = max(sent_back, ?) WHERE id = ?`,
    ...[entry.version, stage, cycleName(cycle), release ? JSON.stringify(release) : null],
    ...[revision, Number(isSentBack), id],
  );
  refreshUnit(sql, id);
}

interface Row {
  readonly partNumber: string;
  readonly revision: string;
  readonly stage: UnitStage;
  readonly sentBack: number;
}

function refreshUnit(sql: SqlWriter, id: string | undefined): void {
  if (id === undefined) return;
  const unit = sql.get<Row>(
    `SELECT part_number AS partNumber, revision, stage, sent_back AS sentBack
     FROM unit WHERE id = ?`,
    id,
  );
  if (unit === undefined) throw new Error(`a record names unit ${id}, which has no entry`);
  const runs = listUnitRuns(sql, id);
  const facts = { stage: unit.stage, isSentBack: unit.sentBack === 1 };
  const standing = standingOf(facts, findRoute(sql, unit), runs);
  const holds = countOpenHolds(sql, id);
  const cycle: UnitCycle = latestCycle(sql, id);
  sql.run(
    "UPDATE unit SET status = ?, runs = ?, holds = ?, place = ?, at_operation = ? WHERE id = ?",
    ...[standing.status, runs.length, holds, placeOf(standing.status, holds > 0, cycle)],
    ...[standing.atOperation ?? null, id],
  );
  writeDeciding(sql, id, standing.operations);
  writeDone(sql, id, standing.status);
}

const DONE: ReadonlySet<UnitStatus> = new Set(["passed_all", "released", "shipped"]);

/** When the last run that counts of a unit that passed everything ended; none for any other. */
function writeDone(sql: SqlWriter, id: string, status: UnitStatus): void {
  if (!DONE.has(status)) {
    sql.run("UPDATE unit SET done_at = NULL WHERE id = ? AND done_at IS NOT NULL", id);
    return;
  }
  sql.run(
    `UPDATE unit SET done_at = (SELECT max(run.finished_at)
       FROM deciding_run JOIN run ON run.id = deciding_run.run_id
       WHERE deciding_run.unit_id = unit.id) WHERE id = ?`,
    id,
  );
}

function countOpenHolds(sql: SqlReader, unitId: string): number {
  const row = sql.get<{ holds: number }>(
    "SELECT count(*) AS holds FROM hold WHERE unit_id = ? AND state = 'placed'",
    unitId,
  );
  return row?.holds ?? 0;
}

/** Written only where it differs: most runs change one operation, many none. */
function writeDeciding(
  sql: SqlWriter,
  unitId: string,
  operations: readonly { readonly operation: string; readonly deciding?: EvidenceRun }[],
): void {
  const known = sql.all<{ operation: string; runId: string }>(
    "SELECT operation, run_id AS runId FROM deciding_run WHERE unit_id = ?",
    unitId,
  );
  for (const { operation } of known) {
    if (operations.some((each) => each.operation === operation && each.deciding)) continue;
    sql.run("DELETE FROM deciding_run WHERE unit_id = ? AND operation = ?", unitId, operation);
  }
  for (const { operation, deciding } of operations) {
    const before = known.find((each) => each.operation === operation)?.runId;
    if (deciding === undefined || before === deciding.id) continue;
    sql.run(
      `INSERT OR REPLACE INTO deciding_run
       SELECT unit_id, operation, id, outcome, engineering_mode, simulated, ?, invalidated
       FROM run WHERE id = ?`,
      ...[Number(isDemo(sql)), deciding.id],
    );
  }
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
