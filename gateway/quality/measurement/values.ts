/** The values of one measurement in the latest runs of a window. */
import type { Limits } from "../../domain/limits.ts";
import type { Procedure } from "../../domain/procedure.ts";
import type { SqlReader } from "../../ledger/contract.ts";
import type { QualityFilter } from "../facts/filter.ts";
import { selectCells, spanOf } from "../facts/sums.ts";

/** What is read of a measurement; operation and product say which procedure's it is. */
export interface MeasurementFilter extends QualityFilter {
  readonly operation: string;
  readonly partNumber: string;
  readonly measurement: string;
}

/** As stored; `value` is in the limits' unit where it converts. */
export interface StoredValue {
  readonly startedAt: number;
  readonly startedSeq: number;
  readonly station: string;
  readonly slot: string;
  readonly procedureHash: string;
  readonly attempt: number;
  readonly quality: string;
  readonly value: number | null;
  readonly unit: string;
  readonly computed: "pass" | "fail" | "unjudged";
  readonly name: string;
}

/**
 * Runs that are read for one answer. The values of a run lie together and have no index by their
 * measurement (decision 0098), so each run costs all of its values.
 */
export const RUNS_READ_MAX = 10_000;

const RUNS = `
  SELECT started_at AS startedAt, started_seq AS startedSeq FROM yield_run
  WHERE started_at >= ? AND started_at < ? AND cell IN (SELECT value FROM json_each(?))
    AND passed + failed + error + timeout + aborted = 1
  ORDER BY started_at DESC, started_seq DESC`;

const VALUES = `
  SELECT fact.startedAt, fact.startedSeq, run.station, coalesce(run.slot, '') AS slot,
    coalesce(run.procedure_hash, '') AS procedureHash, measurement.attempt, measurement.quality,
    coalesce(measurement.value_in_limit_unit, measurement.number) AS value,
    CASE WHEN measurement.value_in_limit_unit IS NULL THEN measurement.unit
      ELSE measurement.limit_unit END AS unit,
    measurement.computed, measurement.name
  FROM (${RUNS} LIMIT ?) AS fact
  CROSS JOIN run ON run.started_seq = fact.startedSeq
  CROSS JOIN measurement ON measurement.run_id = run.id AND measurement.measurement_id = ?`;

/** Those of the latest runs, the latest first, and how many runs there are in all. */
export function readValues(
  sql: SqlReader,
  filter: MeasurementFilter,
): { readonly runs: number; readonly values: readonly StoredValue[]; readonly from?: number } {
  const { fromUs, toUs } = spanOf(filter);
  const cells = JSON.stringify([...selectCells(sql, filter).keys()]);
  const window = [fromUs, toUs, cells] as const;
  const runs = sql.get<{ runs: number }>(`SELECT count(*) AS runs FROM (${RUNS})`, ...window);
  const oldest = sql.get<{ startedAt: number }>(
    `${RUNS} LIMIT 1 OFFSET ?`,
    ...window,
    RUNS_READ_MAX - 1,
  );
  const values = sql.all<StoredValue>(VALUES, ...window, RUNS_READ_MAX, filter.measurement);
  const all = runs?.runs ?? 0;
  if (oldest === undefined || all <= RUNS_READ_MAX) return { runs: all, values };
  return { runs: all, values, from: oldest.startedAt };
}

/** Those of the latest `runsMax` runs alone, the latest first: nothing else is counted or read. */
export function readRecentValues(
  sql: SqlReader,
  filter: MeasurementFilter,
  runsMax: number,
): readonly StoredValue[] {
  const { fromUs, toUs } = spanOf(filter);
  const cells = JSON.stringify([...selectCells(sql, filter).keys()]);
  return sql.all<StoredValue>(VALUES, fromUs, toUs, cells, runsMax, filter.measurement);
}

/** The limits of the measurement in the procedure with this hash; undefined where it has none. */
export function findLimits(
  sql: SqlReader,
  hash: string,
  measurement: string,
): { readonly procedure: string; readonly limits: Limits } | undefined {
  const row = sql.get<{ body: string }>("SELECT body FROM procedure_content WHERE hash = ?", hash);
  if (row === undefined) return undefined;
  const procedure = JSON.parse(row.body) as Procedure;
  const spec = procedure.measurements.find(({ id }) => id === measurement);
  if (spec === undefined) return undefined;
  return { procedure: `${procedure.id} ${procedure.version}`, limits: spec.limits };
}
