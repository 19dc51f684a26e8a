/** Classes of ledger entries as sinks account for them, and how many there are of each. */
import { ENTRY_CLASSES, type EntryClass, type Range, type SqlReader } from "../contract.ts";
import type { Connection } from "./connection.ts";

/** One number for each class. */
export type ClassCounts = Readonly<Record<EntryClass, number>>;

/** A tally for every so many entries keeps any count short, however long the ledger. */
const TALLY_EVERY = 1_024;

/** Each class is counted by itself: none is what the others leave. */
const COUNTS = `coalesce(sum(type = 'run' AND action <> 'started'), 0) AS results,
  coalesce(sum(type = 'alarm'), 0) AS alarms,
  coalesce(sum(type <> 'alarm' AND NOT (type = 'run' AND action <> 'started')), 0) AS records`;

/** Nothing of any class. */
export const NO_CLASSES: ClassCounts = { results: 0, alarms: 0, records: 0 };

/** Entries of the ranges by class; the ranges end at or before the head. */
export function countClasses(db: SqlReader, ranges: readonly Range[]): ClassCounts {
  return ranges.reduce<ClassCounts>((sum, range) => add(sum, countRange(db, range)), NO_CLASSES);
}

function countRange(db: SqlReader, { from, to }: Range): ClassCounts {
  if (to <= from) return NO_CLASSES;
  if (to - from <= TALLY_EVERY) return scan(db, from, to);
  return subtract(countBefore(db, to), countBefore(db, from));
}

function countBefore(db: SqlReader, seq: number): ClassCounts {
  const tally = readTally(db, seq - 1);
  return add(tally, scan(db, tally.seq + 1, seq));
}

function readTally(db: SqlReader, seq: number): ClassCounts & { readonly seq: number } {
  const row = db.get<ClassCounts & { readonly seq: number }>(
    "SELECT seq, results, alarms, records FROM class_tally WHERE seq <= ? ORDER BY seq DESC LIMIT 1",
    seq,
  );
  return row ?? { seq: 0, ...NO_CLASSES };
}

function scan(db: SqlReader, from: number, to: number): ClassCounts {
  const row = db.get<ClassCounts>(
    `SELECT ${COUNTS} FROM entry WHERE seq >= ? AND seq < ?`,
    from,
    to,
  );
  return row ?? NO_CLASSES;
}

/** Called for each entry that was appended, in the caller's transaction. */
export function tallyEntry(db: Connection, seq: number): void {
  if (seq % TALLY_EVERY !== 0) return;
  const { results, alarms, records } = countBefore(db, seq + 1);
  db.run("INSERT INTO class_tally VALUES (?, ?, ?, ?)", seq, results, alarms, records);
}

function add(left: ClassCounts, right: ClassCounts): ClassCounts {
  return combine((name) => left[name] + right[name]);
}

function subtract(left: ClassCounts, right: ClassCounts): ClassCounts {
  return combine((name) => left[name] - right[name]);
}

function combine(of: (name: EntryClass) => number): ClassCounts {
  const [results, alarms, records] = ENTRY_CLASSES.map(of);
  return { results: results ?? 0, alarms: alarms ?? 0, records: records ?? 0 };
}
