/** The one door to node:sqlite for the ledger: a connection whose statements are prepared once. */
import { backup, DatabaseSync, type StatementSync } from "node:sqlite";
import type { SqlValue, SqlWriter } from "../contract.ts";

export interface Connection extends SqlWriter, Disposable {
  /** Several statements, no result. */
  exec(sql: string): void;
  /** True between BEGIN and its end; SQLite ends a transaction itself when the disk is full. */
  inTransaction(): boolean;
}

/** What a writer or reader waits for another. */
const BUSY_WAIT_MS = 5_000;

/**
 * Pages of 4 kB in the write-ahead log before they are copied into the database: 16 MB. SQLite's
 * own 1,000 made it copy, and sync twice more, at every sixth commit of a busy line.
 */
const CHECKPOINT_PAGES = 4_000;

/** Statements kept; queries with generated SQL must not grow memory for ever. */
const STATEMENTS_MAX = 400;

/**
 * Opens a database file; throws node:sqlite's error (see `sqliteCode`). The caller disposes.
 * Writing connections are WAL with synchronous=FULL: COMMIT returns after fdatasync.
 */
export function openConnection(path: string, mode: "read" | "write" | "lock"): Connection {
  // A lock answers at once; the others wait out a checkpoint.
  const busyWaitMs = mode === "lock" ? 0 : BUSY_WAIT_MS;
  const database = new DatabaseSync(path, { readOnly: mode === "read", timeout: busyWaitMs });
  try {
    if (mode === "write") {
      database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;");
      database.exec(`PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
    }
    // Small page cache: workers must stay lean; the operating system caches the file anyway.
    database.exec("PRAGMA cache_size = -1000; PRAGMA foreign_keys = ON;");
  } catch (error) {
    database.close();
    throw error;
  }
  return wrap(database);
}

/** What a database in memory holds, to open others with; see `openFromImage`. */
export function imageOf(fill: (db: Connection) => void): Uint8Array {
  const database = new DatabaseSync(":memory:");
  fill(wrap(database));
  const image = database.serialize();
  database.close();
  return image;
}

/** A writing database in memory that begins as `image` and leaves it alone. The caller disposes. */
export function openFromImage(image: Uint8Array): Connection {
  const database = new DatabaseSync(":memory:");
  database.deserialize(image);
  database.exec("PRAGMA cache_size = -1000; PRAGMA foreign_keys = ON;");
  return wrap(database);
}

function wrap(database: DatabaseSync): Connection {
  const statements = new Map<string, StatementSync>();
  const prepare = (sql: string): StatementSync => {
    const known = statements.get(sql);
    if (known !== undefined) return known;
    const statement = database.prepare(sql);
    if (statements.size >= STATEMENTS_MAX) {
      const oldest = statements.keys().next();
      if (!oldest.done) statements.delete(oldest.value);
    }
    statements.set(sql, statement);
    return statement;
  };
  return {
    all: <Row extends object>(sql: string, ...values: SqlValue[]) =>
      prepare(sql).all(...values) as Row[],
    get: <Row extends object>(sql: string, ...values: SqlValue[]) =>
      prepare(sql).get(...values) as Row | undefined,
    run: (sql, ...values) => {
      prepare(sql).run(...values);
    },
    exec: (sql) => database.exec(sql),
    inTransaction: () => database.isTransaction,
    [Symbol.dispose]: () => {
      statements.clear();
      database.close();
    },
  };
}

/** SQLite's primary result code of an error, or undefined where the error is not SQLite's. */
export function sqliteCode(error: unknown): number | undefined {
  if (!(error instanceof Error) || !("errcode" in error)) return undefined;
  return typeof error.errcode === "number" ? error.errcode & 0xff : undefined;
}

/** True where the disk (or a quota) has no space left, whoever says so. */
export function isDiskFull(error: unknown): boolean {
  if (sqliteCode(error) === SQLITE.full) return true;
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return code === "ENOSPC" || code === "EDQUOT";
}

/** Primary result codes of SQLite (https://www.sqlite.org/rescode.html). */
export const SQLITE = {
  busy: 5,
  readOnly: 8,
  corrupt: 11,
  full: 13,
  cannotOpen: 14,
  notADatabase: 26,
} as const;

/** Pages copied between two looks at the progress: 8 MiB. */
const COPY_PAGES = 2_048;

/**
 * A copy of a database as it is at one moment, while others write to it. Throws node:sqlite's
 * error. The read transaction lasts as long as the copying (decision 0072).
 */
export async function copyDatabase(
  from: string,
  to: string,
  onProgress: (done: number, total: number) => void = () => undefined,
): Promise<void> {
  const source = new DatabaseSync(from, { readOnly: true, timeout: BUSY_WAIT_MS });
  try {
    // Held open: without it every commit of the writer would begin the copy anew.
    source.exec("BEGIN; SELECT 1 FROM sqlite_schema LIMIT 1;");
    await backup(source, to, {
      rate: COPY_PAGES,
      progress: ({ totalPages, remainingPages }) =>
        onProgress(totalPages - remainingPages, totalPages),
    });
    source.exec("COMMIT");
  } finally {
    source.close();
  }
  // One file, whole by itself: reading the copy must not make files beside it.
  const copy = new DatabaseSync(to);
  copy.exec("PRAGMA journal_mode = DELETE");
  copy.close();
}
