/** A bag on a disk, and hashes by Node.js. */
import { createHash } from "node:crypto";
import { createReadStream, existsSync, statSync } from "node:fs";
import { type FileHandle, open, readdir, stat } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { BagError, type BagFile } from "./bag-source.ts";
import type { NewHasher } from "./hasher.ts";
import { listZip } from "./zip-source.ts";

/** SHA-256 of Node.js. */
export const nodeHasher: NewHasher = () => {
  const hash = createHash("sha256");
  return { update: (bytes) => void hash.update(bytes), digest: () => hash.digest() };
};

/** The files of a bag, open until it is disposed. */
export interface OpenBag extends AsyncDisposable {
  readonly files: readonly BagFile[];
}

/** True for a folder or a file that looks like a bag, as opposed to a data directory. */
export function looksLikeBag(path: string): boolean {
  if (!existsSync(path)) return false;
  return statSync(path).isFile() || existsSync(join(path, "bagit.txt"));
}

/** Opens a folder or a zip. Throws BagError. */
export async function openBag(path: string): Promise<OpenBag> {
  if ((await stat(path)).isDirectory()) {
    return { files: await listFolder(path), [Symbol.asyncDispose]: async () => undefined };
  }
  const file = await open(path, "r");
  try {
    const { size } = await file.stat();
    const files = await listZip({ bytes: size, read: (from, length) => read(file, from, length) });
    return { files, [Symbol.asyncDispose]: () => file.close() };
  } catch (error) {
    await file.close();
    throw error;
  }
}

async function read(file: FileHandle, from: number, length: number): Promise<Uint8Array> {
  const bytes = Buffer.alloc(length);
  const { bytesRead } = await file.read(bytes, 0, length, from);
  if (bytesRead < length) throw new BagError("the zip is cut off");
  return bytes;
}

async function listFolder(folder: string): Promise<BagFile[]> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = found.filter((entry) => !entry.isDirectory());
  return Promise.all(
    files.map(async (entry) => {
      const full = join(entry.parentPath, entry.name);
      const path = relative(folder, full).split(sep).join("/");
      if (!entry.isFile()) throw new BagError(`${path} is no plain file`);
      const { size } = await stat(full);
      return { path, bytes: size, open: () => createReadStream(full) };
    }),
  );
}
