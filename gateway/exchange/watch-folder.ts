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
  /** True for what `take` throws that passes by itself: the file is left and tried again. */
  passes(error: unknown): boolean;
  /** Told once of what holds files up, and once that nothing does any more. */
  onTrouble(trouble: Error | undefined): void;
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
/** While something holds files up: each try may copy a large file again. */
const RETRY_MS = 10_000;

/**
 * Watches until the signal aborts; a file at hand is finished first. Taken files lie in `taken/`,
 * those with anything that was refused in `refused/`, each beside its report. A folder that is away
 * and what `passes` are waited for. Throws what else `take` throws besides ExchangeError.
 */
export async function watchFolder(watch: FolderWatch): Promise<void> {
  let seen: ReadonlyMap<string, Seen> = new Map();
  let known: string | undefined;
  while (!watch.signal.aborted) {
    const round = await lookAndTake(watch, seen);
    seen = round.seen;
    if (round.trouble?.message !== known) watch.onTrouble(round.trouble);
    known = round.trouble?.message;
    const waitMs = known === undefined ? Math.ceil(watch.quietMs / LOOKS) : RETRY_MS;
    await watch.wait(waitMs, watch.signal);
  }
}

interface Round {
  readonly seen: ReadonlyMap<string, Seen>;
  /** The first thing that held a file up, or all of them. */
  readonly trouble?: Error;
}

/** One look; what one file is held up by holds up no other. */
async function lookAndTake(watch: FolderWatch, before: ReadonlyMap<string, Seen>): Promise<Round> {
  const { folder, quietMs, signal } = watch;
  let seen = before;
  const troubles: Error[] = [];
  try {
    await makePlaces(folder);
    const atMs = watch.now();
    seen = await look(folder, before, atMs);
    for (const [name, file] of seen) {
      if (signal.aborted) break;
      if (atMs - file.sinceMs < quietMs) continue;
      await takeOne(watch, name).catch((error: unknown) => {
        troubles.push(passing(watch, error));
      });
    }
  } catch (error) {
    troubles.push(passing(watch, error));
  }
  const [trouble] = troubles;
  return trouble === undefined ? { seen } : { seen, trouble };
}

/** The error, where it passes by itself: a share that is away comes back. Throws any other. */
function passing({ passes }: FolderWatch, error: unknown): Error {
  if (error instanceof Error && ("errno" in error || passes(error))) return error;
  throw error;
}

/** Not recursive: below a share that is not mounted nothing is made. */
async function makePlaces(folder: string): Promise<void> {
  for (const name of ["taken", "refused"]) await mkdir(join(folder, name)).catch(ignoreThere);
}

function ignoreThere(error: NodeJS.ErrnoException): void {
  if (error.code !== "EEXIST") throw error;
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
