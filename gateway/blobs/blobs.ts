/** Content-addressed files: `blobs/<sha256>`. A run's trace is here before its entry is made. */
import { createHash, randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, open, readFile, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { Refusal } from "../ledger/contract.ts";

/** The file is not there, or its bytes are not those its name promises. */
export class BlobError extends Error {
  readonly code: "blob.not-found" | "blob.corrupt";
  readonly remedy: string;
  constructor(code: BlobError["code"], message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = "BlobError";
    this.code = code;
    this.remedy = BLOB_REMEDIES[code];
  }
}

/** What to do, by code. */
export const BLOB_REMEDIES: Readonly<Record<BlobError["code"], string>> = {
  "blob.not-found": "Restore the file from a backup: backups include the blobs folder.",
  "blob.corrupt": "Check the disk, then restore the file from a backup.",
};

export interface Blobs {
  /**
   * Resolves with the hex SHA-256 when the bytes are on stable storage. Idempotent.
   * Throws Refusal `ledger.unavailable` where the disk is full, and leaves nothing behind.
   */
  write(bytes: Uint8Array): Promise<string>;
  /** The bytes, verified. Throws BlobError. */
  read(hash: string): Promise<Uint8Array>;
  /**
   * Takes a synced file of the same file system over, whatever its size; resolves with its hex
   * SHA-256 when it is there for good. Idempotent.
   */
  adopt(path: string): Promise<string>;
  /** A blob too large for memory: its size and its bytes, unverified. Throws BlobError. */
  stream(hash: string): Promise<BlobStream>;
}

export interface BlobStream {
  readonly bytes: number;
  /** Open until it is read to its end or returned. */
  readonly chunks: AsyncIterable<Uint8Array>;
}

/** Makes the folder if need be. `openNew` opens the files to write. Nothing to dispose. */
export async function openBlobs(directory: string, openNew: typeof open = open): Promise<Blobs> {
  await mkdir(directory, { recursive: true, mode: 0o750 });
  return {
    write: (bytes) =>
      writeBlob(directory, bytes, openNew).catch((error: unknown) => {
        throw refusalOf(error, directory) ?? error;
      }),
    read: (hash) => readBlob(directory, hash),
    adopt: (path) => adoptFile(directory, path),
    stream: (hash) => streamBlob(directory, hash),
  };
}

const HASH = /^[0-9a-f]{64}$/;

const DISK_IS_FULL: ReadonlySet<unknown> = new Set(["ENOSPC", "EDQUOT"]);

/** A full disk is said as the ledger says it, so that whoever writes both waits for both. */
function refusalOf(error: unknown, directory: string): Refusal | undefined {
  const { code } = error as NodeJS.ErrnoException;
  if (!DISK_IS_FULL.has(code)) return undefined;
  return new Refusal("ledger.unavailable", `the disk of ${directory} is full`, { code });
}

async function writeBlob(
  directory: string,
  bytes: Uint8Array,
  openNew: typeof open,
): Promise<string> {
  const hash = createHash("sha256").update(bytes).digest("hex");
  const path = join(directory, hash);
  if (await isWhole(path, hash)) {
    // It may have been renamed by a process that was killed before the folder was synced.
    await syncDirectory(directory);
    return hash;
  }
  const temporary = join(directory, `.${hash}.${randomUUID()}`);
  try {
    const file = await openNew(temporary, "wx", 0o640);
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await syncDirectory(directory);
  return hash;
}

async function adoptFile(directory: string, path: string): Promise<string> {
  const digest = createHash("sha256");
  for await (const chunk of createReadStream(path)) digest.update(chunk as Buffer);
  const hash = digest.digest("hex");
  await rename(path, join(directory, hash));
  await syncDirectory(directory);
  return hash;
}

async function streamBlob(directory: string, hash: string): Promise<BlobStream> {
  if (!HASH.test(hash)) throw new BlobError("blob.not-found", `"${hash}" names no blob`);
  const file = await open(join(directory, hash), "r").catch(ignoreMissing);
  if (file === undefined) throw new BlobError("blob.not-found", `no blob ${hash}`);
  const { size } = await file.stat();
  return { bytes: size, chunks: file.createReadStream() };
}

/** A damaged file under the same name is written again: its content is known to be lost. */
async function isWhole(path: string, hash: string): Promise<boolean> {
  const found = await stat(path).catch(ignoreMissing);
  return found !== undefined && hashOf(await readFile(path)) === hash;
}

async function readBlob(directory: string, hash: string): Promise<Uint8Array> {
  if (!HASH.test(hash)) throw new BlobError("blob.not-found", `"${hash}" names no blob`);
  const bytes = await readFile(join(directory, hash)).catch(ignoreMissing);
  if (bytes === undefined) throw new BlobError("blob.not-found", `no blob ${hash}`);
  if (hashOf(bytes) !== hash) throw new BlobError("blob.corrupt", `blob ${hash} has other bytes`);
  return bytes;
}

function hashOf(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

function ignoreMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code === "ENOENT") return undefined;
  throw error;
}

/** A rename is durable only when the folder that holds the name was synced. */
async function syncDirectory(directory: string): Promise<void> {
  const folder = await open(directory, "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
