/** Folders that survive a power cut: a file is only as durable as the folder that names it. */
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync } from "node:fs";
import { dirname, resolve } from "node:path";

/**
 * Makes the folder and what is missing above it, and syncs every name that is new. Throws what the
 * file system says. One folder at a time: Node.js 24's `recursive` never returns where a parent
 * exists but takes no children (`mkdir /proc/x/y`).
 */
export function makeDurableFolder(path: string): void {
  const missing: string[] = [];
  for (let folder = resolve(path); !existsSync(folder); folder = dirname(folder)) {
    missing.unshift(folder);
  }
  for (const folder of missing) {
    mkdirSync(folder, { mode: 0o750 });
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
