/** Who has a device open. A lock is told by the kernel; an open without a lock is looked for. */
import { readdir, readFile, readlink, realpath, stat } from "node:fs/promises";
import { join } from "node:path";
import { type DeviceRoots, ifThere, SYSTEM_ROOTS } from "./device-roots.ts";

export interface DeviceHolder {
  readonly processId: number;
  /** Its program's name, where this user may see it. */
  readonly program?: string;
}

/**
 * The process that locked the device, else another process that has it open; undefined where
 * nobody has, or where neither can be seen (not Linux, another user's process, a container).
 */
export async function findHolder(
  path: string,
  roots: DeviceRoots = SYSTEM_ROOTS,
): Promise<DeviceHolder | undefined> {
  const node = await ifThere(realpath(path));
  if (node === undefined) return undefined;
  const processId = (await findLocker(node, roots)) ?? (await findOpener(node, roots));
  if (processId === undefined) return undefined;
  const program = await ifThere(readFile(join(roots.proc, `${processId}`, "comm"), "utf8"));
  return { processId, ...(program === undefined ? {} : { program: program.trim() }) };
}

/** "process 4711 (minicom)", or "this gateway itself". */
export function describeHolder({ processId, program }: DeviceHolder): string {
  if (processId === process.pid) return "this gateway itself";
  return program === undefined ? `process ${processId}` : `process ${processId} (${program})`;
}

async function findLocker(node: string, { proc }: DeviceRoots): Promise<number | undefined> {
  const [locks, device] = await Promise.all([
    ifThere(readFile(join(proc, "locks"), "utf8")),
    ifThere(stat(node)),
  ]);
  return locks === undefined || device === undefined ? undefined : holderInTable(locks, device);
}

/**
 * The process in a text of /proc/locks. A row is "1: FLOCK  ADVISORY  WRITE 11456 00:1a:3 0 EOF":
 * process, then device:inode in hexadecimal.
 */
export function holderInTable(
  locks: string,
  { dev, ino }: { readonly dev: number; readonly ino: number },
): number | undefined {
  const { major, minor } = splitNumber(dev);
  const hex = (part: number) => part.toString(16).padStart(2, "0");
  const file = `${hex(major)}:${hex(minor)}:${ino}`;
  for (const row of locks.split("\n")) {
    const [, kind, , , process, locked] = row.trim().split(/\s+/);
    if (kind === "FLOCK" && locked === file) return Number(process);
  }
  return undefined;
}

/** A device number as the kernel packs it for programs. */
export function splitNumber(dev: number): { readonly major: number; readonly minor: number } {
  return { major: (dev >> 8) & 0xfff, minor: (dev & 0xff) | ((dev >> 12) & 0xfff00) };
}

/**
 * Two programs that read one line each get half of the bytes: who has it open without a lock
 * counts as well. Not this process: it knows its own ports, and its locks tell of them.
 */
async function findOpener(node: string, { proc }: DeviceRoots): Promise<number | undefined> {
  const processes = ((await ifThere(readdir(proc))) ?? []).filter((name) => /^\d+$/.test(name));
  for (const name of processes) {
    if (Number(name) === process.pid) continue;
    const open = await openFiles(join(proc, name, "fd"));
    // Who made a pseudo-terminal is its other end, and keeps this end open besides.
    if (open.includes(node) && !open.some((file) => file.endsWith("/ptmx"))) return Number(name);
  }
  return undefined;
}

async function openFiles(directory: string): Promise<readonly string[]> {
  const names = (await ifThere(readdir(directory))) ?? [];
  const files = await Promise.all(names.map((name) => ifThere(readlink(join(directory, name)))));
  return files.filter((file) => file !== undefined);
}
