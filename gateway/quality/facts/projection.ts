import type { Entry } from "../../domain/entry.ts";
import type { MeasurementRecord, RunHeader, RunRecord } from "../../domain/run.ts";
import type { Projection, SqlWriter } from "../../ledger/contract.ts";
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
import { COUNTER_COLUMNS, countValues, QUALITY_DDL } from "./tables.ts";

/**
 * What each finished run counts as, and the sums of it for each day. Applied after the runs, which
 * it reads: a run that comes late, or states an earlier start, changes what its unit's others are.
 */
export const qualityProjection: Projection = {
  name: "quality",
  version: 1,
  types: ["run"],
  tables: ["yield_cell", "yield_run", "yield_day", "yield_failure"],
  ddl: QUALITY_DDL,
  apply(sql, entry, raw) {
    const run = raw as RunHeader | RunRecord;
    if ("outcome" in run) countFinished(sql, entry, run);
  },
};

/** A row of `yield_run` by its key. */
interface Place {
  readonly startedAt: number;
  readonly startedSeq: number;
  readonly cell: number;
}

function countFinished(sql: SqlWriter, entry: Entry, run: RunRecord): void {
  const found = sql.get<Pick<Place, "startedAt" | "startedSeq">>(
    "SELECT started_at AS startedAt, started_seq AS startedSeq FROM run WHERE id = ?",
    run.id,
  );
  if (found === undefined) throw new Error(`run ${run.id} is finished and never began`);
  const place = { ...found, cell: internCell(sql, run) };
  const population = populationOf(entry, run);
  const counts = population === "counted" ? NOTHING : countExcluded(population);
  const { startedAt, startedSeq, cell } = place;
  const retried = Number(run.measurements.some(({ attempt }) => attempt > 1));
  sql.run(INSERT_RUN, startedAt, startedSeq, cell, retried, ...countValues(counts));
  if (population !== "counted") {
    addToDay(sql, place, counts);
    return;
  }
  countUnit(sql, run);
  if (run.outcome === "fail") insertFailures(sql, place, run);
}

/** The log of a demo says so in its name; there, simulated runs are what is shown. */
function populationOf({ logId }: Entry, run: RunRecord): Population {
  if (run.invitation?.referenceUnitId !== undefined) return "reference";
  if (run.unitId === undefined) return "withoutUnit";
  if (run.engineeringMode) return "engineering";
  if (run.simulated && !logId.startsWith("demo/")) return "simulated";
  return run.invitation?.uninvited === undefined ? "counted" : "uninvited";
}

type UnitRow = Place &
  Counts & {
    readonly source: RunHeader["source"];
    readonly outcome: CountedRun["outcome"];
    readonly retried: number;
  };

function countUnit(sql: SqlWriter, run: RunRecord): void {
  const rows = sql.all<UnitRow>(UNIT_RUNS, run.unitId ?? "", run.operation, run.buildTag);
  const ordered = inOrder(rows);
  const judged = judgeUnit(
    ordered.map(({ outcome, retried }) => ({ outcome, retried: retried === 1 })),
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

/** Days of 24 hours, UTC: what the site calls a day is a matter of its zone, which no entry holds. */
export const DAY_US = 86_400_000_000;

function addToDay(sql: SqlWriter, { startedAt, cell }: Place, change: Counts): void {
  sql.run(ADD_DAY, Math.floor(startedAt / DAY_US), cell, ...countValues(change));
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
  INSERT INTO yield_run (started_at, started_seq, cell, retried, ${NAMES})
  VALUES (?, ?, ?, ?, ${PLACES})`;
const UPDATE_RUN = `
  UPDATE yield_run SET ${COUNTER_COLUMNS.map((column) => `"${column}" = ?`).join(", ")}
  WHERE started_at = ? AND started_seq = ?`;
const ADD_DAY = `
  INSERT INTO yield_day (day, cell, ${NAMES}) VALUES (?, ?, ${PLACES})
  ON CONFLICT DO UPDATE SET
    ${COUNTER_COLUMNS.map((name) => `"${name}" = "${name}" + excluded."${name}"`).join(", ")}`;
const UNIT_RUNS = `
  SELECT run.source, run.outcome, fact.started_at AS startedAt, fact.started_seq AS startedSeq,
    fact.cell, fact.retried, ${COUNTER_COLUMNS.map(
      (column, index) => `fact."${column}" AS "${COUNTERS[index]}"`,
    ).join(", ")}
  FROM run JOIN yield_run AS fact USING (started_at, started_seq)
  WHERE run.unit_id = ? AND run.operation = ? AND run.build_tag = ?
    AND reference + without_unit + engineering + fact.simulated + fact.uninvited = 0
  ORDER BY run.started_seq`;
