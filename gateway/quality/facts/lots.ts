/** Lots of components that units held when they were run. */
import type { SqlReader } from "../../ledger/contract.ts";
import type { QualityFilter } from "./filter.ts";
import type { Counter } from "./judge-unit.ts";
import { selectCells, spanOf } from "./sums.ts";
import { columnOf } from "./tables.ts";

/**
 * Joins a run with the components its unit held when it began. The first component of a place is
 * taken to be there from the beginning: genealogy is often told after the first test.
 */
export const HELD_THEN = `component.unit_id = run.unit_id
  AND (component.removed_at IS NULL OR component.removed_at > run.started_at)
  AND (component.installed_at <= run.started_at OR NOT EXISTS (
    SELECT 1 FROM component AS earlier
    WHERE earlier.unit_id = component.unit_id AND earlier.position = component.position
      AND earlier.seq < component.seq))`;

/** The figures of one lot, in the order of the counters that were asked for. */
export interface LotSum {
  readonly lot: string;
  readonly partNumber: string;
  readonly figures: readonly number[];
}

/** Sums for each lot over the runs of the filter; a unit with a lot at two places counts once. */
export function sumLots(
  sql: SqlReader,
  filter: QualityFilter,
  counters: readonly Counter[],
): readonly LotSum[] {
  const { fromUs, toUs } = spanOf(filter);
  const cells = JSON.stringify([...selectCells(sql, filter).keys()]);
  const columns = counters.map((name) => `fact."${columnOf(name)}"`);
  const sums = columns.map((column, index) => `sum(${column}) AS s${index}`).join(", ");
  const isAny = columns.map((column) => `${column} = 1`).join(" OR ");
  const rows = sql.all<Record<string, number> & { readonly lot: string; readonly part: string }>(
    `SELECT lots.lot, lots.part, ${sums} FROM (
       SELECT DISTINCT component.lot, component.part_number AS part, run.started_at,
         run.started_seq
       FROM yield_run AS fact CROSS JOIN run USING (started_at, started_seq)
       CROSS JOIN component ON ${HELD_THEN}
       WHERE fact.started_at >= ? AND fact.started_at < ? AND (${isAny})
         AND fact.cell IN (SELECT value FROM json_each(?)) AND component.lot IS NOT NULL
     ) AS lots CROSS JOIN yield_run AS fact USING (started_at, started_seq)
     GROUP BY lots.lot, lots.part ORDER BY lots.lot, lots.part`,
    ...[fromUs, toUs, cells],
  );
  return rows.map(({ lot, part, ...row }) => ({
    ...{ lot, partNumber: part },
    figures: counters.map((_, index) => (row as Record<string, number>)[`s${index}`] ?? 0),
  }));
}
