/** Reads readings from the live segment and the sealed ones, on connections of its own. */
import { existsSync } from "node:fs";
import type { DatabaseSync } from "node:sqlite";
import { decodeBlock } from "./codec/block-codec.ts";
import type { Reading } from "./contract.ts";
import { listSegments, openSegmentReader, readSegmentHead, segmentPath } from "./segment-file.ts";
import { thinEvenly } from "./thinning.ts";

/** A reading with its position. */
export interface StoredReading extends Reading {
  readonly ordinal: number;
}

export interface WindowQuery {
  readonly rig: string;
  readonly fromUs: number;
  readonly toUs: number;
  readonly channels?: readonly string[];
  readonly pointsMax: number;
}

/** Open segments kept; each costs two file handles and a small cache. */
const OPEN_MAX = 16;
/** A window decodes about this many readings and no more, so that it ends within a second. */
const WINDOW_READINGS_MAX = 250_000;
/** A clock set back by a day in the middle of a run still leaves its measurements to be found. */
const CLOCK_STEP_US = 26 * 3_600_000_000;

interface BlockData {
  readonly first: number;
  readonly data: Uint8Array;
}

/** See ledger/contract.ts, TelemetryReader. The caller disposes. */
export class SegmentReader implements Disposable {
  readonly #directory: string;
  readonly #open = new Map<number, DatabaseSync>();
  /** Times of segments that get no more readings: passed by without being opened. */
  readonly #spans = new Map<number, Span>();

  constructor(directory: string) {
    this.#directory = directory;
  }

  /** One past the last durable ordinal; 1 in an empty store. */
  head(): number {
    const last = this.#segments().at(-1);
    return last === undefined ? 1 : readSegmentHead(this.#segment(last), last);
  }

  /** Readings with `from` ≤ ordinal < `to`, at most `limit`, in order. */
  range(from: number, to: number, limit: number): StoredReading[] {
    const found: StoredReading[] = [];
    for (const segment of this.#segmentsBetween(from, to)) {
      for (const block of this.#blocksBetween(segment, from, to)) {
        for (const reading of number(block)) {
          if (reading.ordinal < from || reading.ordinal >= to) continue;
          found.push(reading);
          if (found.length >= limit) return found;
        }
      }
    }
    return found;
  }

  /** Readings of a rig taken in [fromUs, toUs), thinned evenly to about pointsMax a channel. */
  window(query: WindowQuery): StoredReading[] {
    const { rig, fromUs, toUs, pointsMax } = query;
    const channels = query.channels === undefined ? undefined : new Set(query.channels);
    const found: StoredReading[] = [];
    for (const block of this.#windowBlocks(fromUs, toUs)) {
      for (const reading of number(block)) {
        if (reading.rig !== rig || reading.takenAt < fromUs || reading.takenAt >= toUs) continue;
        if (channels === undefined || channels.has(reading.channel)) found.push(reading);
      }
    }
    return thinEvenly(found, pointsMax);
  }

  /** Every reading of one run that has a step, in order. */
  measurementsOfRun(query: { rig: string; runId: string; fromUs: number }): StoredReading[] {
    const found: StoredReading[] = [];
    const earliestUs = query.fromUs - CLOCK_STEP_US;
    for (const segment of this.#segmentsInTime(earliestUs, Number.POSITIVE_INFINITY)) {
      const rows = this.#segment(segment)
        .prepare(
          `SELECT first, data FROM block WHERE first IN
             (SELECT first FROM run_block WHERE run_id = ?) ORDER BY first`,
        )
        .all(query.runId);
      for (const row of rows) {
        for (const reading of number(row as unknown as BlockData)) {
          if (reading.runId !== query.runId || reading.rig !== query.rig) continue;
          if (reading.step !== undefined) found.push(reading);
        }
      }
    }
    return found;
  }

  #windowBlocks(fromUs: number, toUs: number): BlockData[] {
    const segments = this.#segmentsInTime(fromUs, toUs);
    const total = segments.reduce(
      (sum, segment) => sum + countWindow(this.#segment(segment), fromUs, toUs),
      0,
    );
    // A very long window is thinned by whole blocks first, evenly as well.
    const stride = Math.max(1, Math.ceil(total / WINDOW_READINGS_MAX));
    return segments.flatMap(
      (segment) =>
        this.#segment(segment)
          .prepare(
            `SELECT first, data FROM block WHERE first IN (
               SELECT first FROM (
                 SELECT first, row_number() OVER (ORDER BY first) AS place ${WINDOW})
               WHERE place % ? = 0) ORDER BY first`,
          )
          .all(fromUs, toUs, stride) as unknown as BlockData[],
    );
  }

  #blocksBetween(segment: number, from: number, to: number): Iterable<BlockData> {
    return this.#segment(segment)
      .prepare(
        `SELECT first, data FROM block WHERE first < ? AND first >=
           coalesce((SELECT max(first) FROM block WHERE first <= ?), 0) ORDER BY first`,
      )
      .iterate(to, from) as unknown as Iterable<BlockData>;
  }

  #segments(): number[] {
    const segments = existsSync(this.#directory) ? listSegments(this.#directory) : [];
    this.#closeRemoved(segments[0] ?? 0);
    return segments;
  }

  #segmentsInTime(fromUs: number, toUs: number): number[] {
    const segments = this.#segments();
    const live = segments.at(-1);
    return segments.filter((segment) => {
      const span = this.#spans.get(segment) ?? readSpan(this.#segment(segment));
      if (segment !== live) this.#spans.set(segment, span);
      return span.lastUs >= fromUs && span.firstUs < toUs;
    });
  }

  #segmentsBetween(from: number, to: number): number[] {
    const segments = this.#segments();
    return segments.filter(
      (first, index) => first < to && (segments[index + 1] ?? Number.POSITIVE_INFINITY) > from,
    );
  }

  #segment(first: number): DatabaseSync {
    const open = this.#open.get(first);
    if (open !== undefined) return open;
    if (this.#open.size >= OPEN_MAX) this.#closeOldest();
    const db = openSegmentReader(segmentPath(this.#directory, first));
    this.#open.set(first, db);
    return db;
  }

  /** Retention takes the oldest: an open file would keep its space on the disk. */
  #closeRemoved(oldest: number): void {
    for (const [first, db] of this.#open) {
      if (first >= oldest) continue;
      db.close();
      this.#open.delete(first);
      this.#spans.delete(first);
    }
  }

  #closeOldest(): void {
    const oldest = this.#open.entries().next();
    if (oldest.done) return;
    const [first, db] = oldest.value;
    db.close();
    this.#open.delete(first);
  }

  [Symbol.dispose](): void {
    for (const db of this.#open.values()) db.close();
    this.#open.clear();
  }
}

const WINDOW = "FROM block WHERE to_us >= ? AND from_us < ?";

function countWindow(db: DatabaseSync, fromUs: number, toUs: number): number {
  const row = db.prepare(`SELECT coalesce(sum(count), 0) AS total ${WINDOW}`).get(fromUs, toUs);
  return Number(row?.total);
}

function* number(block: BlockData): Generator<StoredReading> {
  let ordinal = Number(block.first);
  for (const reading of decodeBlock(block.data)) {
    yield { ordinal, ...reading };
    ordinal += 1;
  }
}

interface Span {
  readonly firstUs: number;
  readonly lastUs: number;
}

function readSpan(db: DatabaseSync): Span {
  const row = db.prepare("SELECT min(from_us) AS first, max(to_us) AS last FROM block").get();
  if (row?.first == null) {
    return { firstUs: Number.POSITIVE_INFINITY, lastUs: Number.NEGATIVE_INFINITY };
  }
  return { firstUs: Number(row.first), lastUs: Number(row.last) };
}
