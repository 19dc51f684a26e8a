/** What each sink still owes, and the account that must always balance. */
import { isoTime } from "../../domain/iso-time.ts";
import type {
  Account,
  QuarantineReason,
  Range,
  SettleInput,
  Settlement,
  SinkDebt,
  SinkDeclaration,
  SqlReader,
  Stream,
} from "../contract.ts";
import type { Connection } from "./connection.ts";
import { countPositions, subtractRanges } from "./ranges.ts";

/** One past the last position, by stream. */
export type Heads = Readonly<Record<Stream, number>>;

/** Both streams count from 1. */
const FIRST_POSITION = 1;

/** The counter that a settlement raises; quarantined positions are counted by their rows. */
const COUNTERS: Readonly<Record<Exclude<Settlement, "quarantined">, string>> = {
  delivered: "delivered",
  discarded: "discarded",
  dropped: "dropped",
  "not-routed": "not_routed",
};

/** Adds sinks that are new here; a known one keeps its debt. In the caller's transaction. */
export function declareSinks(
  db: Connection,
  sinks: readonly SinkDeclaration[],
  heads: Heads,
): void {
  for (const sink of sinks) {
    for (const stream of sink.streams) {
      if (isDeclared(db, sink.name, stream)) continue;
      const start = sink.startsAt === "now" ? heads[stream] : FIRST_POSITION;
      db.run(
        "INSERT INTO sink (name, stream, settled_by, start) VALUES (?, ?, ?, ?)",
        sink.name,
        stream,
        sink.settledBy,
        start,
      );
      db.run("INSERT INTO debt VALUES (?, ?, ?, NULL)", sink.name, stream, start);
    }
  }
}

function isDeclared(db: SqlReader, sink: string, stream: Stream): boolean {
  return db.get("SELECT 1 FROM sink WHERE name = ? AND stream = ?", sink, stream) !== undefined;
}

/** A settlement with the time it was made and the streams' heads. */
export interface SettleContext {
  readonly heads: Heads;
  readonly nowUs: number;
}

/**
 * Takes the positions out of the debt and counts them, once: what is no longer owed, or not yet
 * appended, is not touched. False for a sink or stream that was never declared.
 */
export function settle(db: Connection, input: SettleInput, context: SettleContext): boolean {
  const { sink, stream } = input;
  if (!isDeclared(db, sink, stream)) return false;
  const head = context.heads[stream];
  const owed = readRanges(db, sink, stream);
  const clipped = input.ranges.map(({ from, to }) => ({ from, to: Math.min(to, head) }));
  const { left, removed } = subtractRanges(owed, clipped);
  if (removed.length === 0) return true;
  writeRanges(db, { sink, stream, ranges: left });
  if (input.as === "quarantined") quarantine(db, { ...input, ranges: removed }, context.nowUs);
  else {
    db.run(
      `UPDATE sink SET ${COUNTERS[input.as]} = ${COUNTERS[input.as]} + ?
       WHERE name = ? AND stream = ?`,
      countPositions(removed, head),
      sink,
      stream,
    );
  }
  return true;
}

function quarantine(db: Connection, input: SettleInput, nowUs: number): void {
  for (const { from, to } of input.ranges) {
    for (let position = from; position < to; position += 1) {
      db.run(
        "INSERT INTO quarantine VALUES (?, ?, ?, ?, ?, ?, NULL)",
        input.sink,
        input.stream,
        position,
        input.reason ?? "",
        input.attempts ?? 1,
        nowUs,
      );
    }
  }
}

interface DebtRow {
  readonly from_position: number;
  readonly to_position: number | null;
}

function readRanges(db: SqlReader, sink: string, stream: Stream): Range[] {
  return db
    .all<DebtRow>(
      `SELECT from_position, to_position FROM debt WHERE sink = ? AND stream = ?
       ORDER BY from_position`,
      sink,
      stream,
    )
    .map((row) => ({ from: row.from_position, to: row.to_position ?? Number.POSITIVE_INFINITY }));
}

function writeRanges(
  db: Connection,
  debt: { readonly sink: string; readonly stream: Stream; readonly ranges: readonly Range[] },
): void {
  db.run("DELETE FROM debt WHERE sink = ? AND stream = ?", debt.sink, debt.stream);
  for (const { from, to } of debt.ranges) {
    const end = Number.isFinite(to) ? to : null;
    db.run("INSERT INTO debt VALUES (?, ?, ?, ?)", debt.sink, debt.stream, from, end);
  }
}

/** The sink's debt on each of its streams, clipped to what was appended. */
export function readDebt(db: SqlReader, sink: string, heads: Heads): SinkDebt[] {
  return db
    .all<{ stream: Stream }>("SELECT stream FROM sink WHERE name = ? ORDER BY stream", sink)
    .map(({ stream }) => {
      const head = heads[stream];
      const ranges = readRanges(db, sink, stream)
        .map(({ from, to }) => ({ from, to: Math.min(to, head) }))
        .filter(({ from, to }) => from < to);
      return { sink, stream, ranges, head };
    });
}

interface SinkRow {
  readonly name: string;
  readonly stream: Stream;
  readonly start: number;
  readonly delivered: number;
  readonly discarded: number;
  readonly dropped: number;
  readonly not_routed: number;
  readonly quarantined: number;
}

/** One account per sink and stream. Each term is counted by itself, none found by subtraction. */
export function readAccounts(db: SqlReader, heads: Heads): Account[] {
  return db
    .all<SinkRow>(
      `SELECT sink.*, (SELECT count(*) FROM quarantine AS held
         WHERE held.sink = sink.name AND held.stream = sink.stream) AS quarantined
       FROM sink ORDER BY name, stream`,
    )
    .map((row) => {
      const account = balance(row, heads[row.stream], readRanges(db, row.name, row.stream));
      return row.quarantined === 0 ? account : { ...account, quarantine: readReasons(db, row) };
    });
}

/** A receiver that refuses everything gives few reasons: they are told, not each position. */
function readReasons(db: SqlReader, { name, stream }: SinkRow): readonly QuarantineReason[] {
  return db
    .all<Omit<QuarantineReason, "since"> & { readonly since: number }>(
      `SELECT reason, count(*) AS positions, max(position) AS latestPosition, max(since) AS since
       FROM quarantine WHERE sink = ? AND stream = ?
       GROUP BY reason ORDER BY max(since) DESC, max(position) DESC LIMIT 5`,
      name,
      stream,
    )
    .map((row) => ({ ...row, since: isoTime(row.since) }));
}

function balance(row: SinkRow, head: number, ranges: readonly Range[]): Account {
  const appended = head - row.start;
  const pending = countPositions(ranges, head);
  const settled = row.delivered + row.quarantined + row.discarded + row.dropped + row.not_routed;
  return {
    sink: row.name,
    stream: row.stream,
    appended,
    delivered: row.delivered,
    pending,
    quarantined: row.quarantined,
    discarded: row.discarded,
    dropped: row.dropped,
    notRouted: row.not_routed,
    balanced: appended === settled + pending,
  };
}

/** The lowest ordinal that new telemetry may get, should its files have been removed by hand. */
export function readLowestFreeOrdinal(db: SqlReader): number {
  const row = db.get<{ position: number | null }>(
    "SELECT max(from_position) AS position FROM debt WHERE stream = 'telemetry'",
  );
  return row?.position ?? FIRST_POSITION;
}
