/**
 * A data directory is claimed before anything in it is touched.
 *
 *   header of ledger.db (plain read) ─► lock ─► read-only look at schema and mark ─► writer
 *
 * The lock is an exclusive SQLite transaction on a file of its own, that is, a lock the
 * operating system frees when the process ends in whatever way. See decisions/0011.
 */
import { closeSync, existsSync, openSync, readFileSync, readSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { makeDurableFolder } from "../telemetry/durable-folder.ts";
import { readSchemaVersion, SCHEMA_VERSION } from "./migrations.ts";
import { LedgerOpenError } from "./open-error.ts";
import {
  type Connection,
  isDiskFull,
  openConnection,
  SQLITE,
  sqliteCode,
} from "./store/connection.ts";

/** File names inside a data directory. */
export const FILES = {
  ledger: "ledger.db",
  lock: "gateway.lock",
  pid: "gateway.pid",
  telemetry: "telemetry",
  blobs: "blobs",
} as const;

/** What the caller takes the directory to be. */
export interface DirectoryClaim {
  readonly directory: string;
  /** Undefined: whichever it is (tools that only read or replay). */
  readonly demo?: boolean;
  readonly gatewayId?: string;
}

/**
 * Creates the directory if need be, takes it for this process and checks that this program may
 * write to it. Dispose to let it go. Throws LedgerOpenError; then nothing was changed.
 */
export function claimDirectory(claim: DirectoryClaim): Disposable {
  const path = join(claim.directory, FILES.ledger);
  makeDirectory(claim.directory);
  checkHeader(path);
  const lock = takeLock(claim.directory);
  try {
    if (existsSync(path)) checkMark(path, claim);
  } catch (error) {
    lock[Symbol.dispose]();
    throw error;
  }
  return lock;
}

function makeDirectory(directory: string): void {
  try {
    makeDurableFolder(directory);
  } catch (error) {
    throw readOnly(directory, error);
  }
}

function readOnly(directory: string, cause: unknown): LedgerOpenError {
  return new LedgerOpenError("ledger.read-only", `cannot write to ${directory}`, cause);
}

const MAGIC = "SQLite format 3\0";
/** Bytes 60 to 63 of a SQLite file are its user_version, big-endian. */
const USER_VERSION_OFFSET = 60;
const HEADER_BYTES = 100;

/** Reads the header as plain bytes, so that a newer ledger is refused without a trace. */
function checkHeader(path: string): void {
  if (!existsSync(path)) return;
  const header = Buffer.alloc(HEADER_BYTES);
  const file = openSync(path, "r");
  const length = readSync(file, header, 0, HEADER_BYTES, 0);
  closeSync(file);
  // An empty file is a database that was created and never written: a kill in the first moment.
  if (length === 0) return;
  if (length < HEADER_BYTES || header.toString("latin1", 0, MAGIC.length) !== MAGIC) {
    throw new LedgerOpenError("ledger.corrupt", `${path} is not a ledger database`);
  }
  refuseNewer(path, header.readUInt32BE(USER_VERSION_OFFSET));
}

function refuseNewer(path: string, version: number): void {
  if (version <= SCHEMA_VERSION) return;
  throw new LedgerOpenError(
    "ledger.newer-schema",
    `${path} has schema ${version}; this program knows ${SCHEMA_VERSION}`,
  );
}

function takeLock(directory: string): Disposable {
  const lock = holdLock(directory);
  try {
    writeFileSync(join(directory, FILES.pid), `${process.pid}\n`);
  } catch (error) {
    // The file only serves a message: a full disk must not keep the gateway from starting.
    if (isDiskFull(error)) return lock;
    lock[Symbol.dispose]();
    throw readOnly(directory, error);
  }
  return lock;
}

function holdLock(directory: string): Connection {
  let lock: Connection | undefined;
  try {
    lock = openConnection(join(directory, FILES.lock), "lock");
    lock.exec("BEGIN EXCLUSIVE");
    return lock;
  } catch (error) {
    lock?.[Symbol.dispose]();
    const code = sqliteCode(error);
    if (code === SQLITE.busy) throw inUse(directory);
    if (code === SQLITE.cannotOpen || code === SQLITE.readOnly) throw readOnly(directory, error);
    throw error;
  }
}

function inUse(directory: string): LedgerOpenError {
  const path = join(directory, FILES.pid);
  const pid = existsSync(path) ? readFileSync(path, "utf8").trim() : "";
  const holder = pid === "" ? "another process" : `process ${pid}`;
  return new LedgerOpenError("ledger.in-use", `${directory} is in use by ${holder}`);
}

/** The schema again (the header may lag behind the write-ahead log), then demo and gateway. */
function checkMark(path: string, claim: DirectoryClaim): void {
  try {
    using db = openConnection(path, "read");
    const version = readSchemaVersion(db);
    refuseNewer(path, version);
    if (version > 0) checkMeta(db, claim);
  } catch (error) {
    const code = sqliteCode(error);
    if (code !== SQLITE.corrupt && code !== SQLITE.notADatabase) throw error;
    throw new LedgerOpenError("ledger.corrupt", `${path} can not be read`, error);
  }
}

function checkMeta(db: Connection, claim: DirectoryClaim): void {
  const mark = readMark(db);
  // Killed between schema and mark: the writer marks it now.
  if (mark === undefined) return;
  const { directory } = claim;
  if (claim.demo !== undefined && mark.demo !== claim.demo) {
    const [is, wanted] = mark.demo ? ["a demo", "a real one"] : ["real", "a demo"];
    throw new LedgerOpenError("ledger.demo-mismatch", `${directory} is ${is}, not ${wanted}`);
  }
  if (claim.gatewayId !== undefined && mark.gatewayId !== claim.gatewayId) {
    const message = `${directory} belongs to gateway ${mark.gatewayId}, not ${claim.gatewayId}`;
    throw new LedgerOpenError("ledger.gateway-mismatch", message);
  }
}

/** What a directory was marked with at its first start; undefined before that. */
export function readMark(db: Connection): { gatewayId: string; demo: boolean } | undefined {
  const rows = db.all<{ key: string; value: string }>("SELECT key, value FROM meta");
  const values = new Map(rows.map(({ key, value }) => [key, value]));
  const gatewayId = values.get("gatewayId");
  const demo = values.get("demo");
  if (gatewayId === undefined || demo === undefined) return undefined;
  return { gatewayId, demo: demo === "true" };
}

/** The mark of a directory that holds a ledger; undefined before its first start. */
export function readDirectoryMark(directory: string): ReturnType<typeof readMark> {
  using db = openConnection(join(directory, FILES.ledger), "read");
  return readSchemaVersion(db) === 0 ? undefined : readMark(db);
}

/** The gateway a directory belongs to; undefined before its first start. */
export function readGatewayId(directory: string): string | undefined {
  return readDirectoryMark(directory)?.gatewayId;
}
