/** Copying that is over only when it is on stable storage, and hashing what was copied. */
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { copyFile, mkdir, open, readdir, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import type { ManifestFile } from "./manifest.ts";

/** Copies one file, and makes its folder. */
export async function copyDurably(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true, mode: 0o750 });
  await copyFile(from, to);
  await syncPath(to);
}

/** Makes a file's bytes, or a folder's names, durable. */
export async function syncPath(path: string): Promise<void> {
  const file = await open(path, "r");
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Size and hash of a file that is too large for memory. */
export async function describeFile(folder: string, path: string): Promise<ManifestFile> {
  const full = join(folder, path);
  const hash = createHash("sha256");
  await pipeline(createReadStream(full), hash);
  return { path, bytes: (await stat(full)).size, sha256: hash.digest("hex") };
}

/** Names in a folder, sorted; none where it is not there. */
export async function listNames(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).sort();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}

/** Every folder below is synced, the deepest first. */
export async function syncFolders(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) await syncFolders(join(folder, entry.name));
  }
  await syncPath(folder);
}
