/** Writing blocks into a segment, and joining small ones when it is sealed. */
import type { DatabaseSync, StatementSync } from "node:sqlite";
import { decodeBlock, encodeBlock } from "./codec/block-codec.ts";
import { encodePacked } from "./codec/packed-block.ts";
import type { Reading } from "./contract.ts";
import { addRollups } from "./rollups.ts";

/** Readings in a joined block: small enough to decode a window without its neighbourhood. */
const JOINED_READINGS = 1000;

export interface BlockRow {
  readonly first: number;
  readonly readings: readonly Reading[];
  readonly joined: boolean;
}

/** Statements of one segment, prepared once. */
export class BlockTable {
  readonly #db: DatabaseSync;
  readonly #insert: StatementSync;
  readonly #insertRun: StatementSync;
  /** All before this ordinal is joined; found again from the start after a restart. */
  #joinedTo = 0;

  constructor(db: DatabaseSync) {
    this.#db = db;
    this.#insert = db.prepare("INSERT INTO block VALUES (?, ?, ?, ?, ?, ?)");
    this.#insertRun = db.prepare("INSERT OR IGNORE INTO run_block VALUES (?, ?)");
  }

  /** One block row inside the caller's transaction. Returns its bytes. */
  write(block: BlockRow): number {
    const { first, readings } = block;
    const data = block.joined ? encodePacked(readings) : encodeBlock(readings);
    const { fromUs, toUs } = timeSpan(readings);
    this.#insert.run(first, readings.length, fromUs, toUs, block.joined ? 1 : 0, data);
    for (const runId of measuredRuns(readings)) this.#insertRun.run(runId, first);
    return data.length;
  }

  /** Joins the next small blocks and adds their rollups, in one transaction. False when done. */
  joinNext(): boolean {
    const next = this.#nextSmallBlocks();
    const last = next.at(-1);
    if (last === undefined) return false;
    this.#db.exec("BEGIN IMMEDIATE");
    try {
      this.#replace(next);
      this.#db.exec("COMMIT");
    } catch (error) {
      if (this.#db.isTransaction) this.#db.exec("ROLLBACK");
      throw error;
    }
    this.#joinedTo = last.first + last.count;
    return true;
  }

  #replace(small: readonly SmallBlock[]): void {
    const db = this.#db;
    const [head] = small;
    if (head === undefined) return;
    if (head.readings === undefined) {
      db.prepare("UPDATE block SET joined = 1 WHERE first = ?").run(head.first);
      return;
    }
    const readings = small.flatMap((block) => block.readings ?? []);
    for (const { first } of small) {
      db.prepare("DELETE FROM block WHERE first = ?").run(first);
      db.prepare("DELETE FROM run_block WHERE first = ?").run(first);
    }
    this.write({ first: head.first, readings, joined: true });
    addRollups(db, readings);
  }

  /** Neighbours without a gap. A damaged block comes alone: it stays as it is, for `verify`. */
  #nextSmallBlocks(): SmallBlock[] {
    const rows = this.#db
      .prepare(
        "SELECT first, count, data FROM block WHERE first >= ? AND joined = 0 ORDER BY first",
      )
      .iterate(this.#joinedTo);
    const found: SmallBlock[] = [];
    let readings = 0;
    for (const row of rows) {
      const block = openSmallBlock(row as unknown as SmallBlockRow);
      const previous = found.at(-1);
      const isNeighbour = previous === undefined || previous.first + previous.count === block.first;
      if (!isNeighbour || (block.readings === undefined && previous !== undefined)) break;
      found.push(block);
      readings += block.count;
      if (block.readings === undefined || readings >= JOINED_READINGS) break;
    }
    return found;
  }
}

interface SmallBlockRow {
  readonly first: number;
  readonly count: number;
  readonly data: Uint8Array;
}

interface SmallBlock {
  readonly first: number;
  readonly count: number;
  /** Undefined: damaged. */
  readonly readings: readonly Reading[] | undefined;
}

function openSmallBlock({ first, count, data }: SmallBlockRow): SmallBlock {
  try {
    return { first, count, readings: decodeBlock(data) };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return { first, count, readings: undefined };
  }
}

/** Outer bounds in whole microseconds; `toUs` is the last time itself. */
function timeSpan(readings: readonly Reading[]): { fromUs: number; toUs: number } {
  let fromUs = Number.POSITIVE_INFINITY;
  let toUs = Number.NEGATIVE_INFINITY;
  for (const { takenAt } of readings) {
    if (takenAt < fromUs) fromUs = takenAt;
    if (takenAt > toUs) toUs = takenAt;
  }
  return { fromUs: Math.floor(fromUs), toUs: Math.ceil(toUs) };
}

function measuredRuns(readings: readonly Reading[]): Set<string> {
  const runs = new Set<string>();
  for (const { runId, step } of readings) {
    if (runId !== undefined && step !== undefined) runs.add(runId);
  }
  return runs;
}
