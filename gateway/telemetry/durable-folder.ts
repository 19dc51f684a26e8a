/** Folders that survive a power cut: a file is only as durable as the folder that names it. */
import { closeSync, fsyncSync, mkdirSync, openSync } from "node:fs";
import { dirname, resolve } from "node:path";

/** Makes the folder and what is missing above it, and syncs every name that is new. */
export function makeDurableFolder(path: string): void {
  const firstMade = mkdirSync(path, { recursive: true, mode: 0o750 });
  if (firstMade === undefined) return;
  const top = dirname(resolve(firstMade));
  for (let folder = resolve(path); folder !== top; folder = dirname(folder)) {
    syncFolder(dirname(folder));
  }
}

/** Makes creations, renames and removals in this folder durable. */
export function syncFolder(path: string): void {
  const folder = openSync(path, "r");
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
