/** Which measurements made runs fail, summed over a window. */
import type { SqlReader } from "../../ledger/contract.ts";
import type { Cell } from "./cell.ts";
import type { QualityFilter } from "./filter.ts";
import { selectCells, spanOf } from "./sums.ts";

/** One measurement of one operation of a product, over the runs of a window. */
export interface FailureSum {
  readonly operation: string;
  readonly partNumber: string;
  readonly measurement: string;
  readonly name: string;
  /** Runs in which it failed. */
  readonly failing: number;
  /** Runs in which it was the causing one. */
  readonly causing: number;
  /** Runs it caused to fail, though their unit passed later without a repair. */
  readonly falseFails: number;
}

type Row = Omit<FailureSum, "operation" | "partNumber"> & { readonly cell: number };

const SUM = `
  SELECT failure.cell, failure.measurement_id AS measurement, max(failure.name) AS name,
    count(*) AS failing, sum(failure.causing) AS causing,
    sum(failure.causing * fact.false_fail) AS falseFails
  FROM yield_failure AS failure JOIN yield_run AS fact USING (started_at, started_seq)
  WHERE failure.started_at >= ? AND failure.started_at < ? AND fact.failed = 1
  GROUP BY failure.cell, failure.measurement_id`;

/** Sums for each measurement that made a counted run of the filter fail. */
export function sumFailures(sql: SqlReader, filter: QualityFilter): readonly FailureSum[] {
  const { fromUs, toUs } = spanOf(filter);
  const cells = selectCells(sql, filter);
  const sums = new Map<string, FailureSum>();
  for (const row of sql.all<Row>(SUM, fromUs, toUs)) {
    const cell = cells.get(row.cell);
    if (cell === undefined) continue;
    const key = JSON.stringify([cell.operation, cell.partNumber, row.measurement]);
    sums.set(key, add(sums.get(key), row, cell));
  }
  return [...sums.values()];
}

function add(
  before: FailureSum | undefined,
  { measurement, name, failing, causing, falseFails }: Row,
  { operation, partNumber }: Cell,
): FailureSum {
  return {
    ...{ operation, partNumber, measurement, name },
    failing: (before?.failing ?? 0) + failing,
    causing: (before?.causing ?? 0) + causing,
    falseFails: (before?.falseFails ?? 0) + falseFails,
  };
}
