import type { Entry } from "../../domain/entry.ts";
import type { MeasurementRecord, RunHeader, RunRecord } from "../../domain/run.ts";
import type { Projection, SqlValue, SqlWriter } from "../../ledger/contract.ts";
import type { InvalidationBody } from "../invalidation/record.ts";
import { cycleOfRun } from "../unit/cycle.ts";
import { countRuns } from "../unit/runs.ts";
import type { ImportedRun } from "./import/import-rule.ts";
import type { RunLinkBody } from "./link-rule.ts";
import { failingNames } from "./present.ts";
import { RUN_DDL } from "./tables.ts";

/** Tables `run` (one row a run) and `measurement` (one row a value, for statistics). */
export const runProjection: Projection = {
  name: "run",
  version: 7,
  types: ["run", "run-link", "invalidation"],
  tables: ["measurement", "run"],
  ddl: RUN_DDL,
  apply(sql, entry, raw) {
    if (entry.type === "invalidation") return markInvalidated(sql, raw as InvalidationBody);
    if (entry.type === "run-link") return linkRun(sql, raw as RunLinkBody);
    const body = raw as RunHeader | RunRecord | ImportedRun;
    if (entry.version === 1) insertHeader(sql, entry, body);
    if ("outcome" in body) writeResult(sql, entry, body);
  },
};

function insertHeader(sql: SqlWriter, entry: Entry, run: RunHeader): void {
  const cycle = cycleOfRun(sql, run);
  const attempt = run.unitId === undefined ? null : takeAttempt(sql, run.unitId, { ...run, cycle });
  insertRun(sql, {
    started_seq: entry.seq,
    seq: entry.seq,
    id: run.id,
    rig: run.rig,
    station: run.station,
    operation: run.operation,
    slot: run.slot,
    run_key: run.runKey,
    serial_number: run.serialNumber,
    part_number: run.partNumber,
    unit_id: run.unitId,
    order_id: run.orderId,
    revision: run.revision,
    procedure_id: run.procedureId,
    procedure_version: run.procedureVersion,
    procedure_hash: run.procedureHash,
    limit_set_hash: run.limitSetHash,
    build_tag: run.buildTag,
    engineering_mode: run.engineeringMode,
    simulated: run.simulated,
    source: run.source,
    gateway_version: run.gatewayVersion,
    started_at: run.startedAt,
    equipment: run.equipment && JSON.stringify(run.equipment),
    invitation: run.invitation && JSON.stringify(run.invitation),
    uninvited: run.invitation?.uninvited !== undefined,
    reference_unit_id: run.invitation?.referenceUnitId,
    attempt,
    cycle,
    invalidated: false,
    content_hash: "contentHash" in run ? String(run.contentHash) : undefined,
    completion: "running",
    outcome: "running",
    mismatch: false,
    failing: "[]",
  });
}

/**
 * Own runs are numbered by the ledger's order, runs from outside by their stated start; neither
 * renumbers the other.
 */
function takeAttempt(
  sql: SqlWriter,
  unitId: string,
  run: Pick<RunHeader, "operation" | "source" | "startedAt"> & {
    readonly cycle: string;
    /** Of a run that is in the ledger already. */
    readonly startedSeq?: number;
  },
): number {
  if (run.source === "rig" && run.startedSeq === undefined) {
    return 1 + countRuns(sql, { ...run, unitId });
  }
  const column = run.source === "rig" ? "started_seq" : "started_at";
  const position = run.source === "rig" ? (run.startedSeq ?? 0) : run.startedAt;
  const key = [unitId, run.operation, run.source, run.cycle, position] as const;
  const same = "unit_id = ? AND operation = ? AND source = ? AND cycle = ?";
  const earlier = sql.get<{ runs: number }>(
    `SELECT count(*) AS runs FROM run WHERE ${same} AND ${column} <= ?`,
    ...key,
  );
  sql.run(`UPDATE run SET attempt = attempt + 1 WHERE ${same} AND ${column} > ?`, ...key);
  return 1 + (earlier?.runs ?? 0);
}

/** A run that was stored without unit takes its place among the attempts of the unit it was of. */
function linkRun(sql: SqlWriter, link: RunLinkBody): void {
  const run = sql.get<Pick<RunHeader, "operation" | "source" | "startedAt"> & { seq: number }>(
    `SELECT operation, source, started_at AS startedAt, started_seq AS seq FROM run WHERE id = ?`,
    link.runId,
  );
  if (run === undefined) throw new Error(`run ${link.runId} is linked before it began`);
  const { unitId } = link;
  const cycle = cycleOfRun(sql, { ...run, unitId, startedSeq: run.seq });
  const attempt = takeAttempt(sql, unitId, { ...run, cycle, startedSeq: run.seq });
  sql.run(
    `UPDATE run SET unit_id = ?, order_id = ?, revision = ?, serial_number = ?, part_number = ?,
       cycle = ?, attempt = ? WHERE id = ?`,
    ...[unitId, link.orderId, link.revision, link.serialNumber, link.partNumber],
    ...[cycle, attempt, link.runId],
  );
}

/** The run stays as it is, marked; it counts no longer. */
function markInvalidated(sql: SqlWriter, { runId, state }: InvalidationBody): void {
  if (state !== "approved") return;
  sql.run("UPDATE run SET invalidated = 1 WHERE id = ?", runId);
}

function writeResult(sql: SqlWriter, entry: Entry, run: RunRecord): void {
  sql.run(
    `UPDATE run SET seq = ?, finished_at = ?, duration_ms = ?, completion = ?, cause = ?,
       computed = ?, reported = ?, verdict = ?, outcome = ?, mismatch = ?, failing = ?,
       trace_hash = ?
     WHERE id = ?`,
    ...[entry.seq, run.finishedAt, run.durationMs ?? null, run.completion, run.cause ?? null],
    ...[run.computed, run.reported ?? null, run.verdict, run.outcome, Number(run.mismatch)],
    ...[JSON.stringify(failingNames(run)), run.traceHash ?? null, run.id],
  );
  for (const [position, measurement] of run.measurements.entries()) {
    sql.run(INSERT_MEASUREMENT, run.id, position, ...measurementValues(measurement));
  }
}

/** Written out once: a run may have 10,000 of them. */
const INSERT_MEASUREMENT = `
  INSERT INTO measurement (run_id, position, measurement_id, name, step, attempt, number, text,
    unit, value_in_limit_unit, limit_unit, quality, taken_at, computed, reported, warned)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;

function measurementValues(measurement: MeasurementRecord): SqlValue[] {
  const { id, name, step, attempt, value, unit, valueInLimitUnit, limits } = measurement;
  const { quality, takenAt, computed, reported, warned } = measurement;
  const isText = typeof value === "string";
  return [
    ...[id, name, step, attempt, isText ? null : Number(value), isText ? value : null],
    ...[unit, valueInLimitUnit ?? null, limits?.unit ?? null, quality, takenAt],
    ...[computed, reported ?? null, Number(warned)],
  ];
}

const RUN_COLUMNS = [
  "started_seq",
  "seq",
  "id",
  "rig",
  "station",
  "operation",
  "slot",
  "run_key",
  "serial_number",
  "part_number",
  "unit_id",
  "order_id",
  "revision",
  "procedure_id",
  "procedure_version",
  "procedure_hash",
  "limit_set_hash",
  "build_tag",
  "engineering_mode",
  "simulated",
  "source",
  "gateway_version",
  "started_at",
  "equipment",
  "invitation",
  "uninvited",
  "reference_unit_id",
  "attempt",
  "cycle",
  "invalidated",
  "content_hash",
  "completion",
  "outcome",
  "mismatch",
  "failing",
] as const;

/** Written out once: every run begins with it. */
const INSERT_RUN = `INSERT INTO run (${RUN_COLUMNS.join(", ")})
  VALUES (${RUN_COLUMNS.map(() => "?").join(", ")})`;

type Columns = Readonly<
  Record<(typeof RUN_COLUMNS)[number], string | number | boolean | null | undefined>
>;

function insertRun(sql: SqlWriter, row: Columns): void {
  const values = RUN_COLUMNS.map((column) => {
    const value = row[column];
    return typeof value === "boolean" ? Number(value) : (value ?? null);
  });
  sql.run(INSERT_RUN, ...values);
}
