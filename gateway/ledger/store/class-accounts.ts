/** The account of a sink's ledger stream, class by class: the same equation for each. */
import { type ClassAccount, ENTRY_CLASSES, type Range, type SqlReader } from "../contract.ts";
import { type ClassCounts, countClasses, NO_CLASSES } from "./classes.ts";
import type { Connection } from "./connection.ts";

/** Classes of a sink that is new here, or whose account begins anew, from `start` on. */
export function declareClasses(db: Connection, sink: string, start: number): void {
  for (const name of ENTRY_CLASSES) {
    db.run(
      "INSERT OR REPLACE INTO class_account (sink, class, start) VALUES (?, ?, ?)",
      ...[sink, name, start],
    );
  }
}

interface Settled {
  readonly sink: string;
  readonly ranges: readonly Range[];
  /** A column of class_account. */
  readonly counter: string;
}

/** Counts positions that left debt or quarantine for good. In the caller's transaction. */
export function settleClasses(db: Connection, { sink, ranges, counter }: Settled): void {
  const start = readStart(db, sink);
  if (start === undefined) return;
  const counts = countClasses(db, clipTo(ranges, start, Number.POSITIVE_INFINITY));
  for (const name of ENTRY_CLASSES) {
    if (counts[name] === 0) continue;
    db.run(
      `UPDATE class_account SET ${counter} = ${counter} + ? WHERE sink = ? AND class = ?`,
      ...[counts[name], sink, name],
    );
  }
}

/** All classes of a sink begin together. */
function readStart(db: SqlReader, sink: string): number | undefined {
  return db.get<{ start: number }>("SELECT start FROM class_account WHERE sink = ? LIMIT 1", sink)
    ?.start;
}

interface Row {
  readonly class: ClassAccount["class"];
  readonly delivered: number;
  readonly discarded: number;
  readonly dropped: number;
  readonly not_routed: number;
}

/** One account for each class. Pending is counted from the debt, held from the quarantine. */
export function readClassAccounts(
  db: SqlReader,
  sink: string,
  { head, ranges }: { readonly head: number; readonly ranges: readonly Range[] },
): ClassAccount[] {
  const start = readStart(db, sink);
  if (start === undefined) return [];
  const appended = countClasses(db, [{ from: start, to: head }]);
  const pending = countClasses(db, clipTo(ranges, start, head));
  const held = countHeld(db, sink, start);
  return db
    .all<Row>("SELECT * FROM class_account WHERE sink = ? ORDER BY class DESC", sink)
    .map((row) => balance(row, { appended, pending, held }));
}

function balance(
  row: Row,
  counted: Readonly<Record<"appended" | "pending" | "held", ClassCounts>>,
): ClassAccount {
  const name = row.class;
  const [appended, pending] = [counted.appended[name], counted.pending[name]];
  const quarantined = counted.held[name];
  const settled = row.delivered + quarantined + row.discarded + row.dropped + row.not_routed;
  return {
    class: name,
    appended,
    delivered: row.delivered,
    pending,
    quarantined,
    discarded: row.discarded,
    dropped: row.dropped,
    notRouted: row.not_routed,
    balanced: appended === pending + settled,
  };
}

function countHeld(db: SqlReader, sink: string, start: number): ClassCounts {
  const positions = db.all<{ position: number }>(
    `SELECT position FROM quarantine WHERE sink = ? AND stream = 'ledger' AND position >= ?`,
    sink,
    start,
  );
  if (positions.length === 0) return NO_CLASSES;
  return countClasses(
    db,
    positions.map(({ position }) => ({ from: position, to: position + 1 })),
  );
}

function clipTo(ranges: readonly Range[], start: number, end: number): Range[] {
  return ranges
    .map(({ from, to }) => ({ from: Math.max(from, start), to: Math.min(to, end) }))
    .filter(({ from, to }) => from < to);
}
