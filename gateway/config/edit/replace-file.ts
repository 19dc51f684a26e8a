/** A file replaced as a whole: the old one kept beside it, never half of either. */
import { constants } from "node:fs";
import { copyFile, open, readFile, realpath, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";

const BACKUPS_MAX = 1_000;

/** The file is another one than the text that was changed. */
export class FileChangedError extends Error {
  readonly code = "file.changed";
  readonly remedy = "Somebody saved it meanwhile: repeat the command on the file as it is now.";
}

/**
 * Writes `after` in place of `before`, on stable storage, with the old file's rights; resolves with
 * the path of the backup, `FILE.1.bak` or the next free number. Throws FileChangedError where the
 * file is not `before` any more; then nothing is changed.
 */
export async function replaceFile(path: string, before: string, after: string): Promise<string> {
  const file = await realpath(path);
  const { mode } = await stat(file);
  const temporary = join(dirname(file), `.${process.pid}.rigline.tmp`);
  try {
    await writeSynced(temporary, after, mode & 0o777);
    if ((await readFile(file, "utf8")) !== before) throw new FileChangedError(`${path} changed`);
    const backup = await keepBackup(file);
    await rename(temporary, file);
    await syncFolder(dirname(file));
    return backup;
  } finally {
    await rm(temporary, { force: true });
  }
}

async function writeSynced(path: string, text: string, mode: number): Promise<void> {
  const file = await open(path, "wx", mode);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function keepBackup(file: string): Promise<string> {
  for (let number = 1; number <= BACKUPS_MAX; number += 1) {
    const backup = `${file}.${number}.bak`;
    try {
      await copyFile(file, backup, constants.COPYFILE_EXCL);
      return backup;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
  }
  throw new FileChangedError(`${file} has ${BACKUPS_MAX} backups already: remove some`);
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
