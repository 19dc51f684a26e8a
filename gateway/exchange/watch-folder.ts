/** A folder whose files are taken in one after another, each when nobody writes to it any more. */
import { mkdir, readdir, rename, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { ReceivedFile } from "../records/exchange/record.ts";
import { ExchangeError } from "./converted.ts";
import { describeReceived } from "./describe-received.ts";

/** How a folder is watched. */
export interface FolderWatch {
  readonly folder: string;
  /** A file is taken when it has been the same, in size and time of change, for so long. */
  readonly quietMs: number;
  readonly signal: AbortSignal;
  /** Takes the file in and keeps its original. Throws ExchangeError for what is no such file. */
  take(path: string): Promise<ReceivedFile>;
  /** Told of each file that was moved away. */
  tell(report: string): void;
  /** Resolves after that time, or at once when the signal aborts. */
  wait(ms: number, signal: AbortSignal): Promise<void>;
  /** Milliseconds that only grow. */
  now(): number;
}

interface Seen {
  readonly size: number;
  readonly changedMs: number;
  readonly sinceMs: number;
}

/** Looks are this often within the quiet time. */
const LOOKS = 4;

/**
 * Watches until the signal aborts; a file at hand is finished first. Taken files lie in `taken/`,
 * those with anything that was refused in `refused/`, each beside its report. Throws what `take`
 * throws besides ExchangeError, and where the folder itself can not be read.
 */
export async function watchFolder(watch: FolderWatch): Promise<void> {
  const { folder, quietMs, signal } = watch;
  for (const name of ["taken", "refused"]) await mkdir(join(folder, name), { recursive: true });
  let seen = new Map<string, Seen>();
  while (!signal.aborted) {
    const atMs = watch.now();
    const found = await look(folder, seen, atMs);
    for (const [name, file] of found) {
      if (signal.aborted) return;
      if (atMs - file.sinceMs >= quietMs) await takeOne(watch, name);
    }
    seen = found;
    await watch.wait(Math.ceil(quietMs / LOOKS), signal);
  }
}

/** Every file there is, with since when it has been as it is. Hidden ones are being written. */
async function look(
  folder: string,
  before: ReadonlyMap<string, Seen>,
  atMs: number,
): Promise<Map<string, Seen>> {
  const found = new Map<string, Seen>();
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (!entry.isFile() || entry.name.startsWith(".")) continue;
    const now = await stat(join(folder, entry.name)).catch(ignoreGone);
    if (now === undefined) continue;
    const { size, mtimeMs: changedMs } = now;
    const last = before.get(entry.name);
    const isSame = last?.size === size && last.changedMs === changedMs;
    found.set(entry.name, { size, changedMs, sinceMs: isSame ? last.sinceMs : atMs });
  }
  return found;
}

/** Whoever wrote it may take it away again before it is taken. */
function ignoreGone(error: NodeJS.ErrnoException): undefined {
  if (error.code !== "ENOENT") throw error;
}

async function takeOne({ folder, take, tell }: FolderWatch, name: string): Promise<void> {
  const path = join(folder, name);
  let [to, report] = ["taken", ""];
  try {
    const received = await take(path);
    report = describeReceived(received);
    if (received.report.refused > 0) to = "refused";
  } catch (error) {
    if (!(error instanceof ExchangeError)) throw error;
    [to, report] = ["refused", `${name}: ${error.message} (${error.code})\n  ${error.remedy}\n`];
  }
  const free = await freeName(join(folder, to), name);
  await writeFile(join(folder, to, `${free}.report.txt`), report, { flag: "wx" });
  await rename(path, join(folder, to, free));
  tell(report);
}

/** A tester that always writes `results.csv` overwrites nothing that was taken before. */
async function freeName(folder: string, name: string): Promise<string> {
  const taken = new Set(await readdir(folder));
  const isFree = (each: string) => !taken.has(each) && !taken.has(`${each}.report.txt`);
  let free = name;
  for (let count = 2; !isFree(free); count += 1) free = `${name}.${count}`;
  return free;
}
