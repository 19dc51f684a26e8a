import type { MeasurementRecord, RunHeader, RunRecord } from "../../domain/run.ts";
import type { Projection, SqlWriter } from "../../ledger/contract.ts";
import type { InvalidationBody } from "../../records/invalidation/record.ts";
import type { RunLinkBody } from "../../records/run/link-rule.ts";
import { headerOf, RUN_COLUMNS, type RunRow } from "../../records/run/row.ts";
import { internCell } from "./cell.ts";
import {
  COUNTERS,
  type CountedRun,
  type Counts,
  countExcluded,
  judgeUnit,
  NOTHING,
  type Population,
} from "./judge-unit.ts";
import { inOrder } from "./order.ts";
import { COUNTER_COLUMNS, COUNTS, countValues, QUALITY_DDL } from "./tables.ts";

/**
 * What each finished run counts as, and the sums of it for each day. Applied after the runs, which
 * it reads. A run that comes late, states an earlier start, is linked to its unit or invalidated
 * changes what its unit's others count as.
 */
export const qualityProjection: Projection = {
  name: "quality",
  version: 3,
  types: ["run", "run-link", "invalidation"],
  tables: ["yield_cell", "yield_run", "yield_day", "yield_failure"],
  ddl: QUALITY_DDL,
  apply(sql, entry, raw) {
    if (entry.type === "run") {
      const run = raw as RunHeader | RunRecord;
      if ("outcome" in run) countFinished(sql, run);
      return;
    }
    const body = raw as RunLinkBody | InvalidationBody;
    if (!("state" in body) || body.state === "approved") countAgain(sql, body.runId);
  },
};

/** A row of `yield_run` by its key. */
interface Place {
  readonly startedAt: number;
  readonly startedSeq: number;
  readonly cell: number;
}

function countFinished(sql: SqlWriter, run: RunRecord): void {
  const row = getRow(sql, run.id);
  const retried = Number(run.measurements.some(({ attempt }) => attempt > 1));
  const place = insertFact(sql, row, retried);
  if (run.outcome === "fail") insertFailures(sql, place, run);
}

/** Its place is taken anew, as if it had been like that from the beginning. */
function countAgain(sql: SqlWriter, runId: string): void {
  const row = getRow(sql, runId);
  const before = sql.get<Counts & Pick<Place, "cell"> & { readonly retried: number }>(
    `SELECT cell, retried, ${COUNTS} FROM yield_run WHERE started_at = ? AND started_seq = ?`,
    ...[row.startedAt, row.startedSeq],
  );
  if (before === undefined) return;
  addToDay(sql, { ...row, cell: before.cell }, difference(NOTHING, before));
  sql.run(
    "DELETE FROM yield_run WHERE started_at = ? AND started_seq = ?",
    ...[row.startedAt, row.startedSeq],
  );
  const { cell } = insertFact(sql, row, before.retried);
  sql.run(
    "UPDATE yield_failure SET cell = ? WHERE started_at = ? AND started_seq = ?",
    ...[cell, row.startedAt, row.startedSeq],
  );
}

function getRow(sql: SqlWriter, id: string): RunRow {
  const row = sql.get<RunRow>(`SELECT ${RUN_COLUMNS} FROM run WHERE id = ?`, id);
  if (row === undefined) throw new Error(`run ${id} is counted before it began`);
  return row;
}

function insertFact(sql: SqlWriter, row: RunRow, retried: number): Place {
  const { startedAt, startedSeq } = row;
  const place = { startedAt, startedSeq, cell: internCell(sql, headerOf(row)) };
  const population = populationOf(sql, row);
  const counts = population === "counted" ? NOTHING : countExcluded(population);
  const isCounted = Number(population === "counted");
  sql.run(
    INSERT_RUN,
    ...[startedAt, startedSeq, place.cell, retried, isCounted, ...countValues(counts)],
  );
  addToDay(sql, place, difference(counts, NOTHING));
  countUnit(sql, row);
  return place;
}

/**
 * In a demo simulated runs are what is shown. A directory is marked for ever, so what it is may
 * decide like an entry does: a replay finds the same.
 */
function populationOf(sql: SqlWriter, row: RunRow): Population {
  const { unitId, engineeringMode, simulated, invitation } = headerOf(row);
  if (invitation?.referenceUnitId !== undefined) return "reference";
  if (unitId === undefined) return "withoutUnit";
  if (engineeringMode) return "engineering";
  if (simulated && !isDemo(sql)) return "simulated";
  if (invitation?.uninvited !== undefined) return "uninvited";
  return row.invalidated === 1 ? "invalidated" : "counted";
}

function isDemo(sql: SqlWriter): boolean {
  return sql.get("SELECT 1 FROM meta WHERE key = 'demo' AND value = 'true'") !== undefined;
}

type UnitRow = Place &
  Counts & {
    readonly source: RunHeader["source"];
    readonly outcome: CountedRun["outcome"];
    readonly cycle: string;
    readonly retried: number;
  };

function countUnit(sql: SqlWriter, { unitId, operation, buildTag }: RunRow): void {
  if (unitId === null) return;
  const ordered = inOrder(sql.all<UnitRow>(UNIT_RUNS, unitId, operation, buildTag));
  const judged = judgeUnit(
    ordered.map(({ outcome, retried, cycle }) => ({ outcome, cycle, retried: retried === 1 })),
  );
  for (const [index, row] of ordered.entries()) {
    const after = judged[index] ?? NOTHING;
    const change = difference(after, row);
    if (change === undefined) continue;
    sql.run(UPDATE_RUN, ...countValues(after), row.startedAt, row.startedSeq);
    addToDay(sql, row, change);
  }
}

function difference(after: Counts, before: Counts): Counts | undefined {
  const changes = COUNTERS.map((name) => [name, after[name] - before[name]] as const);
  if (changes.every(([, change]) => change === 0)) return undefined;
  return Object.fromEntries(changes) as unknown as Counts;
}

/** Days of 24 hours, UTC: what the site calls a day depends on its zone, which no entry holds. */
export const DAY_US = 86_400_000_000;

function addToDay(sql: SqlWriter, place: Place, change: Counts | undefined): void {
  if (change === undefined) return;
  sql.run(ADD_DAY, Math.floor(place.startedAt / DAY_US), place.cell, ...countValues(change));
}

/** A run that the rig alone calls failed has a row without a measurement, so that all add up. */
function insertFailures(sql: SqlWriter, place: Place, run: RunRecord): void {
  const causing = causeOf(run);
  const failing = run.failing.length === 0 ? [""] : run.failing;
  for (const [position, id] of failing.entries()) {
    const name = run.measurements.find((measurement) => measurement.id === id)?.name ?? id;
    sql.run(
      "INSERT INTO yield_failure VALUES (?, ?, ?, ?, ?, ?, ?)",
      ...[place.startedAt, place.startedSeq, position, place.cell, id, name],
      Number(id === causing),
    );
  }
}

/** The first to fail by a good value; where the rig alone says fail, the first it says it of. */
function causeOf(run: RunRecord): string {
  const failing = new Set(run.failing);
  const isGood = (each: MeasurementRecord) =>
    failing.has(each.id) && each.computed === "fail" && each.quality === "good";
  return run.measurements.find(isGood)?.id ?? run.failing[0] ?? "";
}

const PLACES = COUNTER_COLUMNS.map(() => "?").join(", ");
const NAMES = COUNTER_COLUMNS.map((column) => `"${column}"`).join(", ");
const INSERT_RUN = `
  INSERT INTO yield_run (started_at, started_seq, cell, retried, is_counted, ${NAMES})
  VALUES (?, ?, ?, ?, ?, ${PLACES})`;
const UPDATE_RUN = `
  UPDATE yield_run SET ${COUNTER_COLUMNS.map((column) => `"${column}" = ?`).join(", ")}
  WHERE started_at = ? AND started_seq = ?`;
const ADD_DAY = `
  INSERT INTO yield_day (day, cell, ${NAMES}) VALUES (?, ?, ${PLACES})
  ON CONFLICT DO UPDATE SET
    ${COUNTER_COLUMNS.map((name) => `"${name}" = "${name}" + excluded."${name}"`).join(", ")}`;
const UNIT_RUNS = `
  SELECT run.source, run.outcome, run.cycle, fact.started_at AS startedAt,
    fact.started_seq AS startedSeq, fact.cell, fact.retried, ${COUNTER_COLUMNS.map(
      (column, index) => `fact."${column}" AS "${COUNTERS[index]}"`,
    ).join(", ")}
  FROM run JOIN yield_run AS fact USING (started_at, started_seq)
  WHERE run.unit_id = ? AND run.operation = ? AND run.build_tag = ? AND fact.is_counted = 1
  ORDER BY run.started_seq`;
