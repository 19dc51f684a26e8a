/** Sums over any window, from whole days and what lies beside them. */
import type { SqlReader, SqlValue } from "../../ledger/contract.ts";
import { CELL_COLUMNS, type Cell, DIMENSIONS, type Dimension } from "./cell.ts";
import { FILTER_DIMENSIONS, type QualityFilter } from "./filter.ts";
import { addCounts, type Counter, type Counts, NOTHING } from "./judge-unit.ts";
import { DAY_US } from "./projection.ts";
import { columnOf, SUMS } from "./tables.ts";

/** Microseconds, half-open. */
export interface Span {
  readonly fromUs: number;
  readonly toUs: number;
}

/** As far as a number holds microseconds exactly, cut to a day: the year 2255. */
const END_US = Math.floor(Number.MAX_SAFE_INTEGER / DAY_US) * DAY_US;

/** The window of a filter; all of time where it names none. */
export function spanOf({ from, to }: QualityFilter): Span {
  return { fromUs: from ?? 0, toUs: Math.min(to ?? END_US, END_US) };
}

/** The sums of one cell. */
export interface CellSum {
  readonly cell: Cell;
  readonly counts: Counts;
}

/** The sums of the filter's window, for each cell the filter holds. Exact at any size. */
export function sumCells(sql: SqlReader, filter: QualityFilter): readonly CellSum[] {
  const sums = sumSpan(sql, spanOf(filter));
  return [...selectCells(sql, filter)].flatMap(([id, cell]) => {
    const counts = sums.get(id);
    return counts === undefined ? [] : [{ cell, counts }];
  });
}

/** The sum of all. */
export function totalOf(sums: readonly CellSum[]): Counts {
  return sums.reduce((total, { counts }) => addCounts(total, counts), NOTHING);
}

/** The sums told apart by the given dimensions, in the order of their values. */
export function groupCells(
  sums: readonly CellSum[],
  dimensions: readonly Dimension[],
): { readonly key: Record<string, string>; readonly counts: Counts }[] {
  const keyOf = (cell: Cell) => dimensions.map((name) => cell[name]);
  const groups = Map.groupBy(sums, ({ cell }) => JSON.stringify(keyOf(cell)));
  return [...groups.entries()]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([text, group]) => {
      const values = JSON.parse(text) as string[];
      const key = Object.fromEntries(dimensions.map((name, index) => [name, values[index] ?? ""]));
      return { key, counts: totalOf(group) };
    });
}

function sumSpan(sql: SqlReader, { fromUs, toUs }: Span): ReadonlyMap<number, Counts> {
  const firstDay = Math.ceil(fromUs / DAY_US);
  const endDay = Math.floor(toUs / DAY_US);
  if (firstDay >= endDay) return toMap(selectRuns(sql, { fromUs, toUs }));
  return toMap([
    ...selectRuns(sql, { fromUs, toUs: firstDay * DAY_US }),
    ...sql.all<SumRow>(SUM_DAYS, firstDay, endDay),
    ...selectRuns(sql, { fromUs: endDay * DAY_US, toUs }),
  ]);
}

type SumRow = Counts & { readonly id: number };

const SUM_DAYS = `
  SELECT cell AS id, ${SUMS} FROM yield_day WHERE day >= ? AND day < ? GROUP BY cell`;
const SUM_RUNS = `
  SELECT cell AS id, ${SUMS} FROM yield_run
  WHERE started_at >= ? AND started_at < ? GROUP BY cell`;

function selectRuns(sql: SqlReader, { fromUs, toUs }: Span): readonly SumRow[] {
  return fromUs < toUs ? sql.all<SumRow>(SUM_RUNS, fromUs, toUs) : [];
}

function toMap(rows: readonly SumRow[]): ReadonlyMap<number, Counts> {
  const sums = new Map<number, Counts>();
  for (const { id, ...counts } of rows) {
    const before = sums.get(id);
    sums.set(id, before === undefined ? counts : addCounts(before, counts));
  }
  return sums;
}

/** The cells that the filter holds, by their number. */
export function selectCells(sql: SqlReader, filter: QualityFilter): ReadonlyMap<number, Cell> {
  const { condition, values } = cellCondition(filter);
  const rows = sql.all<Cell & { readonly id: number }>(
    `SELECT id, ${CELL_COLUMNS} FROM yield_cell WHERE ${condition}`,
    ...values,
  );
  return new Map(rows.map(({ id, ...cell }) => [id, cell]));
}

/** The filter's dimensions as a condition on `yield_cell`. */
export function cellCondition(filter: QualityFilter): {
  readonly condition: string;
  readonly values: readonly SqlValue[];
} {
  const given = FILTER_DIMENSIONS.filter((name) => filter[name] !== undefined);
  const conditions = given.map((name) =>
    name === "equipment"
      ? "EXISTS (SELECT 1 FROM json_each(yield_cell.equipment) WHERE json_each.value = ?)"
      : `${DIMENSIONS[name]} = ?`,
  );
  return {
    condition: conditions.length === 0 ? "TRUE" : conditions.join(" AND "),
    values: given.map((name) => filter[name] ?? ""),
  };
}

/**
 * The cells of the filter as a JSON array for `sumCounters`; undefined where it holds all of them,
 * as it mostly does: each look at a day would make the list anew.
 */
export function listCells(sql: SqlReader, filter: QualityFilter): string | undefined {
  const { condition, values } = cellCondition(filter);
  const ids = sql.all<{ id: number }>(`SELECT id FROM yield_cell WHERE ${condition}`, ...values);
  const all = sql.get<{ cells: number }>("SELECT count(*) AS cells FROM yield_cell");
  return ids.length === all?.cells ? undefined : JSON.stringify(ids.map(({ id }) => id));
}

/** How many runs of these cells count so within the span: one figure for each counter. */
export function sumCounters(
  sql: SqlReader,
  cells: string | undefined,
  { span, counters }: { readonly span: Span; readonly counters: readonly Counter[] },
): readonly number[] {
  const sums = counters.map((name, index) => `coalesce(sum("${columnOf(name)}"), 0) AS s${index}`);
  const own = cells === undefined ? "" : "AND cell IN (SELECT value FROM json_each(?))";
  const row = sql.get<Record<string, number>>(
    `SELECT ${sums.join(", ")} FROM yield_run WHERE started_at >= ? AND started_at < ? ${own}`,
    ...[span.fromUs, span.toUs, ...(cells === undefined ? [] : [cells])],
  );
  return counters.map((_, index) => row?.[`s${index}`] ?? 0);
}

/** Days of 24 hours, UTC, in which anything was run within the span. */
export function listUtcDays(sql: SqlReader, { fromUs, toUs }: Span): readonly number[] {
  return sql
    .all<{ day: number }>(
      "SELECT DISTINCT day FROM yield_day WHERE day >= ? AND day < ? ORDER BY day",
      ...[Math.floor(fromUs / DAY_US), Math.ceil(toUs / DAY_US)],
    )
    .map(({ day }) => day);
}
