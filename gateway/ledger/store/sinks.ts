/** What each sink still owes, and the account that must always balance. */
import { isoTime } from "../../domain/iso-time.ts";
import type {
  Account,
  Mend,
  QuarantineReason,
  Range,
  SettleInput,
  Settlement,
  SinkDebt,
  SinkDeclaration,
  SqlReader,
  Stream,
} from "../contract.ts";
import { declareClasses, readClassAccounts, settleClasses } from "./class-accounts.ts";
import type { Connection } from "./connection.ts";
import { endRanges } from "./endings.ts";
import { countPositions, subtractRanges } from "./ranges.ts";

/** One past the last position, by stream. */
export type Heads = Readonly<Record<Stream, number>>;

/** Both streams count from 1. */
const FIRST_POSITION = 1;

/** The counter that a settlement raises; quarantined positions are counted by their rows. */
export const COUNTERS: Readonly<Record<Exclude<Settlement, "quarantined">, string>> = {
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
      if (stream === "ledger") declareClasses(db, sink.name, start);
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
  if (input.as === "quarantined") {
    quarantine(db, { ...input, ranges: removed }, context.nowUs);
    return true;
  }
  countSettled(db, { sink, stream, ranges: removed, as: input.as });
  forgetTries(db, { sink, stream, ranges: removed });
  return true;
}

/** Counts positions that are in no debt and no quarantine any more. In the caller's transaction. */
export function countSettled(
  db: Connection,
  settled: SettledRanges & { readonly as: Exclude<Settlement, "quarantined"> },
): void {
  const { sink, stream, ranges, as } = settled;
  db.run(
    `UPDATE sink SET ${COUNTERS[as]} = ${COUNTERS[as]} + ? WHERE name = ? AND stream = ?`,
    countPositions(ranges, Number.POSITIVE_INFINITY),
    sink,
    stream,
  );
  if (stream === "ledger") settleClasses(db, { sink, ranges, counter: COUNTERS[as] });
  if (as === "discarded" || as === "dropped") endRanges(db, { sink, stream, ranges, kind: as });
}

/** Positions of one stream of a sink. */
export interface SettledRanges {
  readonly sink: string;
  readonly stream: Stream;
  readonly ranges: readonly Range[];
}

function quarantine(db: Connection, input: SettleInput, nowUs: number): void {
  const { sink, stream, reason = "", attempts = 1 } = input;
  for (const { from, to } of input.ranges) {
    for (let position = from; position < to; position += 1) {
      db.run(
        `INSERT INTO quarantine VALUES (?1, ?2, ?3, ?4, ?5 + coalesce((SELECT attempts FROM retry
           WHERE sink = ?1 AND stream = ?2 AND position = ?3), 0), ?6)`,
        ...[sink, stream, position, reason, attempts, nowUs],
      );
    }
  }
  forgetTries(db, input);
}

function forgetTries(db: Connection, { sink, stream, ranges }: SettledRanges): void {
  const own = "sink = ? AND stream = ?";
  // Nearly always there is none, and settling is the hot path.
  if (db.get(`SELECT 1 FROM retry WHERE ${own} LIMIT 1`, sink, stream) === undefined) return;
  for (const { from, to } of ranges) {
    db.run(
      `DELETE FROM retry WHERE ${own} AND position >= ? AND position < ?`,
      ...[sink, stream],
      ...[from, to],
    );
  }
}

interface DebtRow {
  readonly from_position: number;
  readonly to_position: number | null;
}

/** The whole debt; a last range without end reaches to whatever will be appended. */
export function readRanges(db: SqlReader, sink: string, stream: Stream): Range[] {
  return db
    .all<DebtRow>(
      `SELECT from_position, to_position FROM debt WHERE sink = ? AND stream = ?
       ORDER BY from_position`,
      sink,
      stream,
    )
    .map((row) => ({ from: row.from_position, to: row.to_position ?? Number.POSITIVE_INFINITY }));
}

/** Replaces the debt. */
export function writeRanges(db: Connection, debt: SettledRanges): void {
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
      const mended = readMends(db, { sink, stream, ranges });
      return { sink, stream, ranges, head, ...(mended.length === 0 ? {} : { mended }) };
    });
}

/** What persons wrote for positions in these ranges, in order. */
export function readMends(db: SqlReader, { sink, stream, ranges }: SettledRanges): Mend[] {
  const own = "sink = ? AND stream = ?";
  if (db.get(`SELECT 1 FROM mend WHERE ${own} LIMIT 1`, sink, stream) === undefined) return [];
  return ranges.flatMap(({ from, to }) =>
    db
      .all<{ position: number; lines: string }>(
        `SELECT position, lines FROM mend WHERE ${own} AND position >= ? AND position < ?
         ORDER BY position`,
        ...[sink, stream, from, to],
      )
      .map(({ position, lines }) => ({ position, lines: JSON.parse(lines) as string[] })),
  );
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

/** When a position of a stream came to be, in microseconds; undefined where it is gone. */
export type TimeOf = (stream: Stream, position: number) => number | undefined;

/**
 * One account per sink and stream. Each term is counted by itself, none found by subtraction.
 * `timeOf` dates the oldest position that is pending.
 */
export function readAccounts(db: SqlReader, heads: Heads, timeOf?: TimeOf): Account[] {
  return db
    .all<SinkRow>(
      `SELECT sink.*, (SELECT count(*) FROM quarantine AS held
         WHERE held.sink = sink.name AND held.stream = sink.stream) AS quarantined
       FROM sink ORDER BY name, stream`,
    )
    .map((row) => {
      const head = heads[row.stream];
      const ranges = readRanges(db, row.name, row.stream);
      const classes =
        row.stream === "ledger" ? readClassAccounts(db, row.name, { head, ranges }) : [];
      return {
        ...balance(row, head, ranges),
        ...dateOldest(ranges, head, (position) => timeOf?.(row.stream, position)),
        ...(row.quarantined === 0 ? {} : { quarantine: readReasons(db, row) }),
        ...(classes.length === 0 ? {} : { classes }),
      };
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

function dateOldest(
  [first]: readonly Range[],
  head: number,
  timeOf: (position: number) => number | undefined,
): { readonly oldestPending?: string } {
  const atUs = first !== undefined && first.from < head ? timeOf(first.from) : undefined;
  return atUs === undefined ? {} : { oldestPending: isoTime(atUs) };
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
