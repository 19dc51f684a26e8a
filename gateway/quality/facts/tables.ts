/** The tables of yields. What is counted of each run, and its sums for each day, UTC. */
import { COUNTERS, type Counter, type Counts } from "./judge-unit.ts";

/** The column of a counter. */
export function columnOf(counter: Counter): string {
  return counter.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** The columns of all counters, in the order of COUNTERS. */
export const COUNTER_COLUMNS = COUNTERS.map(columnOf);

const COUNTS_DDL = COUNTER_COLUMNS.map((column) => `"${column}" INTEGER NOT NULL`).join(", ");

/** To be selected from a table of counts, as Counts. */
export const SUMS = COUNTERS.map(
  (counter, index) => `sum("${COUNTER_COLUMNS[index]}") AS "${counter}"`,
).join(", ");

/** To be selected from one row, as Counts. */
export const COUNTS = COUNTERS.map(
  (counter, index) => `"${COUNTER_COLUMNS[index]}" AS "${counter}"`,
).join(", ");

/** The values of counts, in the order of their columns. */
export function countValues(counts: Counts): number[] {
  return COUNTERS.map((counter) => counts[counter]);
}

/** The tables, as the ledger makes them. */
export const QUALITY_DDL: readonly string[] = [
  // What runs are told apart by; there are few, so a number for each keeps the rows of runs small.
  `CREATE TABLE yield_cell (
    id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE,
    operation TEXT NOT NULL, part_number TEXT NOT NULL, revision TEXT NOT NULL,
    station TEXT NOT NULL, rig TEXT NOT NULL, slot TEXT NOT NULL, order_id TEXT NOT NULL,
    build_tag TEXT NOT NULL, procedure TEXT NOT NULL, procedure_hash TEXT NOT NULL,
    equipment TEXT NOT NULL, operator TEXT NOT NULL, gateway_version TEXT NOT NULL, source TEXT NOT NULL
  ) STRICT`,
  // In the order of time, so that any window is one stretch.
  `CREATE TABLE yield_run (
    started_at INTEGER NOT NULL, started_seq INTEGER NOT NULL, cell INTEGER NOT NULL,
    retried INTEGER NOT NULL, is_counted INTEGER NOT NULL, ${COUNTS_DDL},
    PRIMARY KEY (started_at, started_seq)
  ) STRICT, WITHOUT ROWID`,
  `CREATE TABLE yield_day (
    day INTEGER NOT NULL, cell INTEGER NOT NULL, ${COUNTS_DDL},
    PRIMARY KEY (day, cell)
  ) STRICT, WITHOUT ROWID`,
  // The measurements that made a run fail; the causing one is the first of good quality.
  `CREATE TABLE yield_failure (
    started_at INTEGER NOT NULL, started_seq INTEGER NOT NULL, position INTEGER NOT NULL,
    cell INTEGER NOT NULL, measurement_id TEXT NOT NULL, name TEXT NOT NULL,
    causing INTEGER NOT NULL,
    PRIMARY KEY (started_at, started_seq, position)
  ) STRICT, WITHOUT ROWID`,
];
