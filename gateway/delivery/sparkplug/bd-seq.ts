/** `bdSeq`: one more with every CONNECT, 0 to 255, through every restart. */
import { open, readFile, rename } from "node:fs/promises";
import { join } from "node:path";

/** Gives the number for the next CONNECT; on stable storage before it is given. */
export type NextBdSeq = () => Promise<number>;

/** Kept in the file `sparkplug-bdseq` of the directory. Throws what the file system says. */
export function openBdSeq(directory: string): NextBdSeq {
  const file = join(directory, "sparkplug-bdseq");
  return async () => {
    const next = ((await readLast(file)) + 1) % 256;
    const handle = await open(`${file}.new`, "w", 0o600);
    try {
      await handle.writeFile(`${next}\n`);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(`${file}.new`, file);
    return next;
  };
}

/** -1 before the first; what is no number counts as none. */
async function readLast(file: string): Promise<number> {
  try {
    const text = (await readFile(file, "utf8")).trim();
    return /^\d{1,3}$/.test(text) ? Number(text) : -1;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    return -1;
  }
}
