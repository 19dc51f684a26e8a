/**
 * An online backup: complete under its name, or absent.
 *
 *   ledger (one moment) ─► telemetry ─► blobs ─► copy verified ─► manifest ─► renamed
 *
 * Telemetry and blobs come after the ledger: what an entry refers to is stored before the entry.
 * The signing key is not copied: what is restored signs a log of its own (decision 0070).
 */
import { existsSync } from "node:fs";
import { mkdir, open, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { FILES, readMark } from "../directory.ts";
import { findLatestCheckpoint, findVerifierKey } from "../log/checkpoints.ts";
import { findCurrentLog } from "../log/tree-store.ts";
import { type VerifyReport, verifyLedger } from "../log/verify-ledger.ts";
import { readSchemaVersion } from "../migrations.ts";
import { copyDatabase, openConnection } from "../store/connection.ts";
import { BackupError } from "./backup-error.ts";
import { copyDurably, describeFile, listNames, syncFolders, syncPath } from "./copy-files.ts";
import { encodeManifest, MANIFEST, type ManifestFile } from "./manifest.ts";

export interface BackupOptions {
  /** The data directory; the gateway may run on it. */
  readonly directory: string;
  /** The folder that will be the backup; must not exist. */
  readonly target: string;
  readonly gatewayVersion: string;
  /** ISO 8601. */
  readonly madeAt: string;
  /** What is being copied, and how far it is. */
  readonly onProgress?: (what: string, done: number, total: number) => void;
}

export interface Backup {
  readonly entries: number;
  readonly files: readonly ManifestFile[];
  /** Of the copy; its faults are those of the ledger itself. */
  readonly report: VerifyReport;
}

/** Resolves when the backup is on stable storage. Throws BackupError, or what the disk says. */
export async function makeBackup(options: BackupOptions): Promise<Backup> {
  const { directory, target } = options;
  if (existsSync(target)) throw new BackupError("backup.exists", `${target} exists already`);
  if (!relative(directory, target).startsWith("..")) {
    throw new BackupError("backup.inside-data", `${target} is inside ${directory}`);
  }
  const partial = `${target}.partial-${process.pid}`;
  try {
    await mkdir(partial, { recursive: true, mode: 0o750 });
    const backup = await fill(partial, options);
    await syncFolders(partial);
    await rename(partial, target);
    await syncPath(dirname(target));
    return backup;
  } catch (error) {
    await rm(partial, { recursive: true, force: true });
    throw error;
  }
}

async function fill(folder: string, options: BackupOptions): Promise<Backup> {
  const { directory, onProgress = () => undefined } = options;
  const ledger = join(folder, FILES.ledger);
  await copyDatabase(join(directory, FILES.ledger), ledger, (done, total) =>
    onProgress("pages of the ledger", done, total),
  );
  await syncPath(ledger);
  await copyTelemetry(folder, options);
  await copyBlobs(folder, options);
  const report = verifyLedger({
    directory: folder,
    onProgress: (done, total) => onProgress("entries verified", done, total),
  });
  const about = await describeLedger(folder);
  const files = await describeAll(folder);
  const { madeAt, gatewayVersion } = options;
  const root = report.root ?? null;
  const manifest = { madeAt, gatewayVersion, ...about, entries: report.entries, root, files };
  await writeDurably(join(folder, MANIFEST), encodeManifest(manifest));
  return { entries: report.entries, files, report };
}

async function copyTelemetry(
  folder: string,
  { directory, onProgress = () => undefined }: BackupOptions,
): Promise<void> {
  const from = join(directory, FILES.telemetry);
  const names = (await listNames(from)).filter((name) => name.endsWith(".segment.db"));
  await mkdir(join(folder, FILES.telemetry), { mode: 0o750 });
  for (const [index, name] of names.entries()) {
    onProgress("telemetry segments", index, names.length);
    // Retention may have taken it meanwhile; then nobody was owed it.
    if (!existsSync(join(from, name))) continue;
    const to = join(folder, FILES.telemetry, name);
    await copyDatabase(join(from, name), to);
    await syncPath(to);
  }
}

async function copyBlobs(
  folder: string,
  { directory, onProgress = () => undefined }: BackupOptions,
): Promise<void> {
  const from = join(directory, FILES.blobs);
  const names = (await listNames(from)).filter((name) => !name.startsWith("."));
  await mkdir(join(folder, FILES.blobs), { mode: 0o750 });
  for (const [index, name] of names.entries()) {
    onProgress("blobs", index, names.length);
    await copyDurably(join(from, name), join(folder, FILES.blobs, name));
  }
}

/** Reads whose ledger the copy is, and lays its checkpoint beside it as text. */
async function describeLedger(folder: string) {
  using db = openConnection(join(folder, FILES.ledger), "read");
  const mark = readMark(db);
  const log = findCurrentLog(db);
  if (mark === undefined || log === undefined) {
    throw new BackupError("backup.not-found", "the ledger was never started");
  }
  const note = findLatestCheckpoint(db, log.firstSeq)?.note;
  const key = findVerifierKey(db, log.firstSeq);
  if (note !== undefined) await writeDurably(join(folder, "checkpoint.txt"), note);
  if (key !== undefined) await writeDurably(join(folder, "log.vkey"), `${key}\n`);
  const { logId, origin } = log;
  return { schemaVersion: readSchemaVersion(db), ...mark, logId, origin };
}

async function describeAll(folder: string): Promise<ManifestFile[]> {
  const files: ManifestFile[] = [];
  for (const name of await listNames(folder)) {
    if (name === FILES.telemetry || name === FILES.blobs) {
      for (const inner of await listNames(join(folder, name))) {
        files.push(await describeFile(folder, `${name}/${inner}`));
      }
    } else files.push(await describeFile(folder, name));
  }
  return files;
}

async function writeDurably(path: string, text: string): Promise<void> {
  const file = await open(path, "wx", 0o640);
  try {
    await writeFile(file, text);
    await file.sync();
  } finally {
    await file.close();
  }
}
