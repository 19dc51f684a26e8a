/**
 * Appends readings to the live segment, one block for each commit, and seals full segments.
 *
 *   live ─(full or old)─► sealing: small blocks joined, rollups added, a slice at a time ─► sealed
 */
import { statSync } from "node:fs";
import type { DatabaseSync } from "node:sqlite";
import { BlockTable } from "./blocks.ts";
import type { Reading } from "./contract.ts";
import { makeDurableFolder } from "./durable-folder.ts";
import {
  createSegment,
  listSegments,
  openSegment,
  readSegmentHead,
  removeSegment,
  segmentPath,
} from "./segment-file.ts";

export interface TelemetryWriterOptions {
  /** The telemetry folder; made if need be. */
  readonly directory: string;
  /** A segment is sealed when it reaches this size… */
  readonly segmentBytesMax: number;
  /** …or this age. */
  readonly segmentUsMax: number;
  /** The first ordinal of an empty store. */
  readonly lowestOrdinal: number;
  readonly nowUs: number;
}

export interface TelemetryWriter extends Disposable {
  /** One past the last durable ordinal. */
  head(): number;
  /**
   * Stores the readings in order and returns their ordinals, half-open, when they are on stable
   * storage. Throws node:sqlite's error; then none of them is stored.
   */
  append(readings: readonly Reading[], nowUs: number): { from: number; to: number };
  /** Removes sealed segments by their first ordinals; others stay. */
  remove(firsts: readonly number[]): void;
  /** A slice of sealing work. False when there is none left. */
  step(): boolean;
}

interface Segment {
  readonly first: number;
  readonly openedUs: number;
  readonly db: DatabaseSync;
  readonly blocks: BlockTable;
  bytes: number;
}

/** Opens the store and goes on after its last reading. One writer only; the caller disposes. */
export function openTelemetryWriter(options: TelemetryWriterOptions): TelemetryWriter {
  return new SegmentWriter(options);
}

/** A commit is one block, unless it is so large that reading a part of it would be slow. */
const BLOCK_READINGS_MAX = 4000;
/** A row and its place in two indexes cost about this much beside the block's own bytes. */
const ROW_BYTES = 64;

/** Pages given back in one slice: about a megabyte. */
const VACUUM_PAGES = 256;

class SegmentWriter implements TelemetryWriter {
  readonly #options: TelemetryWriterOptions;
  #live: Segment;
  #head: number;
  readonly #toSeal: number[] = [];
  #sealing: Segment | undefined;

  constructor(options: TelemetryWriterOptions) {
    this.#options = options;
    makeDurableFolder(options.directory);
    const segments = listSegments(options.directory);
    const last = segments.pop() ?? this.#create(options.lowestOrdinal, options.nowUs);
    this.#live = this.#open(last);
    this.#head = readSegmentHead(this.#live.db, last);
    this.#findUnsealed(segments);
    if (readState(this.#live.db) !== "live") this.#rotate(options.nowUs);
    if (this.#head < options.lowestOrdinal) this.#head = options.lowestOrdinal;
  }

  head(): number {
    return this.#head;
  }

  append(readings: readonly Reading[], nowUs: number): { from: number; to: number } {
    const from = this.#head;
    if (readings.length === 0) return { from, to: from };
    if (this.#isFull(nowUs)) this.#rotate(nowUs);
    const { db, blocks } = this.#live;
    try {
      db.exec("BEGIN IMMEDIATE");
      for (let at = 0; at < readings.length; at += BLOCK_READINGS_MAX) {
        const part = readings.slice(at, at + BLOCK_READINGS_MAX);
        const bytes = blocks.write({ first: from + at, readings: part, joined: false });
        this.#live.bytes += bytes + ROW_BYTES;
      }
      db.exec("COMMIT");
    } catch (error) {
      if (db.isTransaction) db.exec("ROLLBACK");
      throw error;
    }
    this.#head = from + readings.length;
    return { from, to: this.#head };
  }

  remove(firsts: readonly number[]): void {
    const { directory } = this.#options;
    for (const first of firsts) {
      if (first === this.#live.first || this.#toSeal.includes(first)) continue;
      removeSegment(directory, first);
    }
  }

  step(): boolean {
    const first = this.#toSeal[0];
    if (first === undefined) return false;
    this.#sealing ??= this.#open(first);
    const { db, blocks } = this.#sealing;
    if (blocks.joinNext() || giveBackPages(db)) return true;
    db.exec("UPDATE segment SET state = 'sealed'; PRAGMA wal_checkpoint(TRUNCATE);");
    db.close();
    this.#sealing = undefined;
    this.#toSeal.shift();
    return this.#toSeal.length > 0;
  }

  #isFull(nowUs: number): boolean {
    // The absolute age: a clock that stepped back seals once, and not never.
    const ageUs = Math.abs(nowUs - this.#live.openedUs);
    const { segmentBytesMax, segmentUsMax } = this.#options;
    const isEmpty = this.#head === this.#live.first;
    return !isEmpty && (this.#live.bytes >= segmentBytesMax || ageUs >= segmentUsMax);
  }

  #rotate(nowUs: number): void {
    const old = this.#live;
    // The new one first: where there is no space for it, the old one simply stays live.
    this.#live = this.#open(this.#create(this.#head, nowUs));
    old.db.exec("UPDATE segment SET state = 'sealing' WHERE state = 'live'");
    if (readState(old.db) === "sealing") this.#toSeal.push(old.first);
    old.db.close();
  }

  /** Segments are sealed oldest first, so the search ends at the first sealed one. */
  #findUnsealed(older: readonly number[]): void {
    for (const first of older.toReversed()) {
      const segment = this.#open(first);
      const state = readState(segment.db);
      if (state === "live") segment.db.exec("UPDATE segment SET state = 'sealing'");
      segment.db.close();
      if (state === "sealed") return;
      this.#toSeal.unshift(first);
    }
  }

  #create(ordinal: number, openedUs: number): number {
    createSegment(this.#options.directory, { ordinal, openedUs });
    return ordinal;
  }

  #open(first: number): Segment {
    const path = segmentPath(this.#options.directory, first);
    const db = openSegment(path);
    const openedUs = Number(db.prepare("SELECT opened_us FROM segment").get()?.opened_us);
    return { first, openedUs, db, blocks: new BlockTable(db), bytes: statSync(path).size };
  }

  [Symbol.dispose](): void {
    this.#sealing?.db.close();
    this.#live.db.close();
  }
}

/** Pages freed by joining go back to the disk, a few at a time. False when none is left. */
function giveBackPages(db: DatabaseSync): boolean {
  const free = db.prepare("PRAGMA freelist_count").get()?.freelist_count;
  if (!free) return false;
  // Each row of this statement frees one page; `all` runs it to its end.
  db.prepare(`PRAGMA incremental_vacuum(${VACUUM_PAGES})`).all();
  return true;
}

function readState(db: DatabaseSync): unknown {
  return db.prepare("SELECT state FROM segment").get()?.state;
}
