/**
 * A backup becomes a data directory again: every file compared with the manifest, copied beside,
 * started as a new log, renamed. What is there already is never touched.
 */
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { FILES, readMark } from "../directory.ts";
import { openLogKey } from "../log/log-key.ts";
import { startNewLog } from "../log/new-log.ts";
import { migrate, SCHEMA_VERSION } from "../migrations.ts";
import { type Connection, openConnection } from "../store/connection.ts";
import { readHead } from "../store/entries.ts";
import { BackupError } from "./backup-error.ts";
import { copyDurably, describeFile, listNames, syncFolders, syncPath } from "./copy-files.ts";
import { type Manifest, readManifest } from "./manifest.ts";

export interface RestoreOptions {
  /** The folder that `makeBackup` made. */
  readonly backup: string;
  /** The data directory to be; must not exist, or be empty. */
  readonly directory: string;
  readonly newLogId: string;
  /** The copy is a gateway of its own, with this id: the first one goes on beside it. */
  readonly asNewGateway?: string;
  readonly nowUs: number;
  readonly onProgress?: (what: string, done: number, total: number) => void;
}

export interface Restored {
  readonly manifest: Manifest;
  /** Of the log that begins here. */
  readonly origin: string;
}

/** Resolves when the directory is whole and durable. Throws BackupError, or what the disk says. */
export async function restoreBackup(options: RestoreOptions): Promise<Restored> {
  const { manifest, text } = readManifest(options.backup);
  refuseNewer(manifest);
  await refuseTaken(manifest, options);
  await compareFiles(manifest, options);
  const { directory } = options;
  const partial = `${directory}.partial-${process.pid}`;
  try {
    await mkdir(partial, { recursive: true, mode: 0o750 });
    await copyAll(manifest, partial, options);
    const manifestHash = createHash("sha256").update(text).digest("hex");
    const origin = beginLog(partial, options, { madeAt: manifest.madeAt, manifestHash });
    await syncFolders(partial);
    // Replaces an empty folder, and fails for one that has got something in it meanwhile.
    await rename(partial, directory);
    await syncPath(dirname(directory));
    return { manifest, origin };
  } catch (error) {
    await rm(partial, { recursive: true, force: true });
    throw error;
  }
}

function refuseNewer({ schemaVersion }: Manifest): void {
  if (schemaVersion <= SCHEMA_VERSION) return;
  const message = `the backup has schema ${schemaVersion}; this program knows ${SCHEMA_VERSION}`;
  throw new BackupError("backup.newer-version", message);
}

/** Says as exactly as can be why a folder with something in it is not written to. */
async function refuseTaken(manifest: Manifest, { directory }: RestoreOptions): Promise<void> {
  if ((await listNames(directory)).length === 0) return;
  const ledger = join(directory, FILES.ledger);
  if (existsSync(ledger)) refuseLedger(manifest, directory, ledger);
  throw new BackupError("restore.not-empty", `${directory} is not empty`);
}

function refuseLedger(manifest: Manifest, directory: string, path: string): void {
  using db = openConnection(path, "read");
  const mark = readMark(db);
  if (mark !== undefined && mark.gatewayId !== manifest.gatewayId) {
    const message = `${directory} belongs to gateway ${mark.gatewayId}, the backup to ${manifest.gatewayId}`;
    throw new BackupError("restore.other-gateway", message);
  }
  const head = readHead(db);
  if (head <= manifest.entries) return;
  const message = `${directory} has ${head} entries, the backup ${manifest.entries}`;
  throw new BackupError("restore.newer-data", message);
}

async function compareFiles(manifest: Manifest, options: RestoreOptions): Promise<void> {
  const { backup, onProgress = () => undefined } = options;
  for (const [index, file] of manifest.files.entries()) {
    onProgress("files compared", index, manifest.files.length);
    if (!existsSync(join(backup, file.path))) {
      throw new BackupError("backup.damaged", `${file.path} is missing in ${backup}`);
    }
    const found = await describeFile(backup, file.path);
    const isBlob = file.path.startsWith(`${FILES.blobs}/`);
    if (found.sha256 !== file.sha256 || (isBlob && !file.path.endsWith(`/${found.sha256}`))) {
      throw new BackupError("backup.damaged", `${file.path} in ${backup} has other bytes`);
    }
  }
}

async function copyAll(
  { files }: Manifest,
  folder: string,
  { backup, onProgress = () => undefined }: RestoreOptions,
): Promise<void> {
  await mkdir(join(folder, FILES.blobs), { mode: 0o750 });
  await mkdir(join(folder, FILES.telemetry), { mode: 0o750 });
  for (const [index, { path }] of files.entries()) {
    onProgress("files copied", index, files.length);
    await copyDurably(join(backup, path), join(folder, path));
  }
}

/** The first entry of the new log names the backup and where the old log had ended in it. */
function beginLog(
  folder: string,
  options: RestoreOptions,
  backup: { readonly madeAt: string; readonly manifestHash: string },
): string {
  using db = openConnection(join(folder, FILES.ledger), "write");
  migrate(db);
  const { newLogId, asNewGateway, nowUs } = options;
  if (asNewGateway !== undefined) becomeGateway(db, asNewGateway);
  const mark = readMark(db);
  if (mark === undefined) throw new BackupError("backup.damaged", "the ledger has no mark");
  db.exec("BEGIN IMMEDIATE");
  const { origin } = startNewLog(db, {
    ...mark,
    newLogId,
    nowUs,
    backup,
    privateKey: openLogKey(folder),
    reason: asNewGateway === undefined ? "restored from a backup" : "a new gateway from a backup",
  });
  db.exec("COMMIT");
  db.exec("PRAGMA wal_checkpoint(TRUNCATE)");
  return origin;
}

/** The mark is for ever in its own directory; this one is another. */
function becomeGateway(db: Connection, gatewayId: string): void {
  db.exec("BEGIN IMMEDIATE");
  const { sql } = db.get<{ sql: string }>(
    "SELECT sql FROM sqlite_schema WHERE name = 'meta_no_update'",
  ) ?? { sql: "" };
  db.exec("DROP TRIGGER meta_no_update");
  db.run("UPDATE meta SET value = ? WHERE key = 'gatewayId'", gatewayId);
  db.exec(sql);
  db.exec("COMMIT");
}
