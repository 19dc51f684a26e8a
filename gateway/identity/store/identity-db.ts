/**
 * The identity store: names, secrets, sessions and tokens in `identity.db`. Mutable, never
 * replayed, never in the ledger, never in a backup, readable by the gateway's user alone
 * (decision 0099). Only this folder opens it.
 */
import { chmodSync, closeSync, openSync } from "node:fs";
import { join } from "node:path";
import { type Connection, openConnection } from "../../ledger/store/connection.ts";

/** Its name inside a data directory. */
export const IDENTITY_FILE = "identity.db";

const SCHEMA = `
CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS person (
  id TEXT PRIMARY KEY, login TEXT NOT NULL UNIQUE, printed_name TEXT NOT NULL,
  state TEXT NOT NULL, roles TEXT NOT NULL,
  password_hash TEXT, signing_hash TEXT, pin_hash TEXT, badge_hash TEXT UNIQUE,
  failures INTEGER NOT NULL DEFAULT 0, locked_until INTEGER
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS used_name (hash TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS setup_link (
  hash TEXT PRIMARY KEY, person_id TEXT, expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS session (
  hash TEXT PRIMARY KEY, person_id TEXT NOT NULL, method TEXT NOT NULL, station TEXT NOT NULL,
  seen_at INTEGER NOT NULL, ends_at INTEGER NOT NULL, signed_station TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS session_person ON session (person_id);
CREATE TABLE IF NOT EXISTS token (
  id TEXT PRIMARY KEY, hash TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, title TEXT NOT NULL,
  person_id TEXT NOT NULL, station TEXT, scopes TEXT NOT NULL, expires_at INTEGER NOT NULL,
  revoked INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS token_person ON token (person_id);
`;

/** Opens the store of a data directory, or makes it. The caller disposes. */
export function openIdentityDb(directory: string): Connection {
  const path = join(directory, IDENTITY_FILE);
  // Made before SQLite does: its log files take the permissions of the file they belong to.
  closeSync(openSync(path, "a", 0o600));
  chmodSync(path, 0o600);
  return prepare(openConnection(path, "write"));
}

/** One that is gone with the process; for tests. */
export function openMemoryIdentityDb(): Connection {
  return prepare(openConnection(":memory:", "write"));
}

function prepare(db: Connection): Connection {
  db.exec(SCHEMA);
  return db;
}

/** Does all of it or nothing. */
export function inTransaction(db: Connection, work: () => void): void {
  db.exec("BEGIN IMMEDIATE");
  try {
    work();
    db.exec("COMMIT");
  } catch (error) {
    if (db.inTransaction()) db.exec("ROLLBACK");
    throw error;
  }
}

/** A value that is kept by its name; undefined where it never was. */
export function readMeta(db: Connection, key: string): string | undefined {
  return db.get<{ value: string }>("SELECT value FROM meta WHERE key = ?", key)?.value;
}

/** Keeps a value by its name. */
export function writeMeta(db: Connection, key: string, value: string): void {
  db.run("INSERT OR REPLACE INTO meta VALUES (?, ?)", key, value);
}
