/** What people decide about held and delivered positions, carried out on the account. */
import type { DebtChange, Range, SqlReader } from "../contract.ts";
import { declareClasses, settleClasses } from "./class-accounts.ts";
import type { Connection } from "./connection.ts";
import { readEndings } from "./endings.ts";
import { countPositions, joinRanges, subtractRanges } from "./ranges.ts";
import { COUNTERS, countSettled, readRanges, writeRanges } from "./sinks.ts";

type Change<Kind> = Extract<DebtChange, { kind: Kind }>;
type OfRanges = Extract<DebtChange, { ranges: readonly Range[] }>;

/** Does it, in the caller's transaction: in each case the account balances before and after. */
export function changeDebt(db: Connection, change: DebtChange): void {
  switch (change.kind) {
    case "retry":
      owe(db, change, takeHeld(db, change, "keep tries"));
      break;
    case "discard": {
      const ranges = takeHeld(db, change, "forget tries");
      const { sink, stream } = change;
      countSettled(db, { sink, stream, ranges, as: "discarded" });
      break;
    }
    case "drop": {
      const { sink, stream } = change;
      const held = takeHeld(db, change, "forget tries");
      const ranges = joinRanges([...takeOwed(db, change), ...held]);
      countSettled(db, { sink, stream, ranges, as: "dropped" });
      break;
    }
    case "mend":
      db.run(
        "INSERT OR REPLACE INTO mend VALUES (?, ?, ?, ?)",
        ...[change.sink, change.stream, change.position, JSON.stringify(change.lines)],
      );
      break;
    case "renew":
      renew(db, change);
  }
}

function owe(db: Connection, { sink, stream }: DebtChange, ranges: readonly Range[]): void {
  const owed = readRanges(db, sink, stream);
  writeRanges(db, { sink, stream, ranges: joinRanges([...owed, ...ranges]) });
}

/** Takes owed positions out of the debt; returns those that were owed. */
function takeOwed(db: Connection, { sink, stream, ranges }: OfRanges): readonly Range[] {
  const { left, removed } = subtractRanges(readRanges(db, sink, stream), ranges);
  writeRanges(db, { sink, stream, ranges: left });
  return removed;
}

/** Takes held positions out of the quarantine; returns those that were held. */
function takeHeld(
  db: Connection,
  { sink, stream, ranges }: OfRanges,
  tries: "keep tries" | "forget tries",
): Range[] {
  const taken: Range[] = [];
  const own = "sink = ? AND stream = ? AND position >= ? AND position < ?";
  for (const { from, to } of ranges) {
    const place = [sink, stream, from, to];
    const held = db.all<{ position: number }>(
      `SELECT position FROM quarantine WHERE ${own} ORDER BY position`,
      ...place,
    );
    taken.push(...held.map(({ position }) => ({ from: position, to: position + 1 })));
    if (tries === "keep tries") {
      db.run(
        `INSERT INTO retry SELECT sink, stream, position, attempts FROM quarantine WHERE ${own}`,
        ...place,
      );
    }
    db.run(`DELETE FROM quarantine WHERE ${own}`, ...place);
  }
  return joinRanges(taken);
}

/**
 * The account begins anew at `from`, or where the oldest position is owed or held if that is
 * earlier: nothing that is open is forgotten. What was discarded or dropped stays so.
 */
function renew(db: Connection, { sink, stream, from: asked }: Change<"renew">): void {
  const from = Math.min(asked, ...oldestOpen(db, sink, stream));
  const all = [{ from, to: Number.POSITIVE_INFINITY }];
  takeHeld(db, { kind: "retry", sink, stream, ranges: [{ from, to: MAX }] }, "keep tries");
  const discarded = clip(readEndings(db, { sink, stream, kind: "discarded" }), from);
  const dropped = clip(readEndings(db, { sink, stream, kind: "dropped" }), from);
  const { left } = subtractRanges(all, [...discarded, ...dropped]);
  writeRanges(db, { sink, stream, ranges: left });
  db.run(
    `UPDATE sink SET start = ?, delivered = 0, not_routed = 0, discarded = ?, dropped = ?
     WHERE name = ? AND stream = ?`,
    ...[from, countPositions(discarded, MAX), countPositions(dropped, MAX), sink, stream],
  );
  if (stream !== "ledger") return;
  declareClasses(db, sink, from);
  settleClasses(db, { sink, ranges: discarded, counter: COUNTERS.discarded });
  settleClasses(db, { sink, ranges: dropped, counter: COUNTERS.dropped });
}

/** Beyond any position; SQLite knows no infinity. */
const MAX = Number.MAX_SAFE_INTEGER;

function oldestOpen(db: SqlReader, sink: string, stream: string): number[] {
  const row = db.get<{ owed: number | null; held: number | null }>(
    `SELECT (SELECT min(from_position) FROM debt WHERE sink = ?1 AND stream = ?2) AS owed,
      (SELECT min(position) FROM quarantine WHERE sink = ?1 AND stream = ?2) AS held`,
    sink,
    stream,
  );
  return [row?.owed, row?.held].filter((position) => typeof position === "number");
}

function clip(ranges: readonly Range[], start: number): Range[] {
  return ranges
    .map(({ from, to }) => ({ from: Math.max(from, start), to }))
    .filter(({ from, to }) => from < to);
}
