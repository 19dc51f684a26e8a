/** Writing blocks into a segment, and joining small ones when it is sealed. */
import type { DatabaseSync, StatementSync } from "node:sqlite";
import { decodeBlock, encodeBlock } from "./block-codec.ts";
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

  constructor(db: DatabaseSync) {
    this.#db = db;
    this.#insert = db.prepare("INSERT INTO block VALUES (?, ?, ?, ?, ?, ?)");
    this.#insertRun = db.prepare("INSERT OR IGNORE INTO run_block VALUES (?, ?)");
  }

  /** One block row inside the caller's transaction. Returns its bytes. */
  write(block: BlockRow): number {
    const { first, readings } = block;
    const data = encodeBlock(readings);
    const { fromUs, toUs } = timeSpan(readings);
    this.#insert.run(first, readings.length, fromUs, toUs, block.joined ? 1 : 0, data);
    for (const runId of measuredRuns(readings)) this.#insertRun.run(runId, first);
    return data.length;
  }

  /** Joins the next small blocks and adds their rollups, in one transaction. False when done. */
  joinNext(): boolean {
    const db = this.#db;
    const next = this.#nextSmallBlocks();
    const first = next[0]?.first;
    if (first === undefined) return false;
    const readings = next.flatMap((block) => block.readings);
    db.exec("BEGIN IMMEDIATE");
    for (const block of next) {
      db.prepare("DELETE FROM block WHERE first = ?").run(block.first);
      db.prepare("DELETE FROM run_block WHERE first = ?").run(block.first);
    }
    this.write({ first, readings, joined: true });
    addRollups(db, readings);
    db.exec("COMMIT");
    return true;
  }

  #nextSmallBlocks(): { first: number; readings: Reading[] }[] {
    const from = this.#db
      .prepare(
        "SELECT first + count AS head FROM block WHERE joined = 1 ORDER BY first DESC LIMIT 1",
      )
      .get()?.head;
    const rows = this.#db
      .prepare("SELECT first, count, data FROM block WHERE first >= ? ORDER BY first")
      .iterate(from ?? 0);
    const found: { first: number; readings: Reading[] }[] = [];
    let count = 0;
    for (const row of rows) {
      found.push({ first: Number(row.first), readings: decodeBlock(row.data as Uint8Array) });
      count += Number(row.count);
      if (count >= JOINED_READINGS) break;
    }
    return found;
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
