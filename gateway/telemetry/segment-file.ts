/** One telemetry segment: a SQLite file named by its first ordinal. The door to SQLite here. */
import { existsSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { syncFolder } from "./durable-folder.ts";

/**
 * A block's `first` is its first ordinal; `joined` marks the larger blocks that sealing makes.
 * `run_block` finds the measurements of a run without reading what lies between.
 */
const SCHEMA = `
CREATE TABLE segment (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  first_ordinal INTEGER NOT NULL,
  opened_us INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('live', 'sealing', 'sealed'))
) STRICT;
CREATE TABLE block (
  first INTEGER PRIMARY KEY,
  count INTEGER NOT NULL,
  from_us INTEGER NOT NULL,
  to_us INTEGER NOT NULL,
  joined INTEGER NOT NULL,
  data BLOB NOT NULL
) STRICT;
CREATE INDEX block_time ON block (to_us, from_us, count);
CREATE TABLE run_block (
  run_id TEXT NOT NULL,
  first INTEGER NOT NULL,
  PRIMARY KEY (run_id, first)
) STRICT, WITHOUT ROWID;
CREATE TABLE rollup (
  rig TEXT NOT NULL,
  channel TEXT NOT NULL,
  unit TEXT NOT NULL,
  minute INTEGER NOT NULL,
  count INTEGER NOT NULL,
  min REAL NOT NULL,
  max REAL NOT NULL,
  sum REAL NOT NULL,
  PRIMARY KEY (rig, channel, unit, minute)
) STRICT, WITHOUT ROWID;
PRAGMA user_version = 1;
`;

const SUFFIX = ".segment.db";
const DIGITS = 16;

/** What the name of a segment looks like: its first ordinal, so that names sort as segments do. */
export const SEGMENT_NAME = /^[0-9]{16}\.segment\.db$/;

/** Path of the segment that begins with this ordinal. */
export function segmentPath(directory: string, firstOrdinal: number): string {
  return join(directory, `${String(firstOrdinal).padStart(DIGITS, "0")}${SUFFIX}`);
}

/** First ordinals of the segments in a directory, oldest first. */
export function listSegments(directory: string): number[] {
  return readdirSync(directory)
    .filter((name) => name.endsWith(SUFFIX) && name.length === DIGITS + SUFFIX.length)
    .map((name) => Number(name.slice(0, DIGITS)))
    .sort((a, b) => a - b);
}

/**
 * Makes an empty live segment, durable under its name. Made beside and renamed: a reader that
 * lists the folder never meets a segment without tables.
 */
export function createSegment(
  directory: string,
  first: { readonly ordinal: number; readonly openedUs: number },
): void {
  const path = segmentPath(directory, first.ordinal);
  const fresh = `${path}.new`;
  // Left behind by a process that was killed right here; nothing was ever stored in it.
  for (const suffix of ["", "-journal"]) rmSync(`${fresh}${suffix}`, { force: true });
  const db = new DatabaseSync(fresh);
  try {
    db.exec(`PRAGMA auto_vacuum = INCREMENTAL; BEGIN EXCLUSIVE; ${SCHEMA}`);
    db.prepare("INSERT INTO segment VALUES (1, ?, ?, 'live')").run(first.ordinal, first.openedUs);
    db.exec("COMMIT");
  } finally {
    db.close();
  }
  renameSync(fresh, path);
  syncFolder(directory);
}

/** Removes a segment for good, durably; its readers keep what they have open. */
export function removeSegment(directory: string, first: number): void {
  const path = segmentPath(directory, first);
  // The readings first: a log without its database is nothing, a database without its log is not.
  for (const suffix of ["", "-wal", "-shm"]) rmSync(`${path}${suffix}`, { force: true });
  syncFolder(directory);
}

/** A reader or writer waits so long for the other. */
const BUSY_WAIT_MS = 5_000;

/** Opens a segment to write: COMMIT returns after fdatasync. */
export function openSegment(path: string): DatabaseSync {
  const db = new DatabaseSync(path, { timeout: BUSY_WAIT_MS });
  db.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -256;");
  return db;
}

/** Opens a segment to read; one that retention has taken meanwhile reads as empty. */
export function openSegmentReader(path: string): DatabaseSync {
  try {
    const db = new DatabaseSync(path, { readOnly: true, timeout: BUSY_WAIT_MS });
    db.exec("PRAGMA cache_size = -128;");
    return db;
  } catch (error) {
    if (existsSync(path)) throw error;
    const empty = new DatabaseSync(":memory:");
    empty.exec(SCHEMA);
    return empty;
  }
}

/** One past the last ordinal of the segment; its first one while it is empty. */
export function readSegmentHead(db: DatabaseSync, firstOrdinal: number): number {
  const row = db
    .prepare("SELECT first + count AS head FROM block ORDER BY first DESC LIMIT 1")
    .get();
  return row === undefined ? firstOrdinal : Number(row.head);
}
