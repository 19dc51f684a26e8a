/**
 * Free space of the data directory. Below the reserve no new run starts, so that those that run
 * can be stored; it goes on by itself when there is room again.
 */
import { statfs } from "node:fs/promises";
import { Refusal } from "../../ledger/contract.ts";

export interface DiskGuardOptions {
  readonly directory: string;
  readonly reserveBytes: number;
  /** Bytes that this user may still write below the folder. */
  readonly freeBytesOf?: (directory: string) => Promise<number>;
}

export interface DiskGuard {
  /** Resolves when `freeBytes` is of now. */
  look(): Promise<void>;
  /** At the last look; Infinity before the first. */
  readonly freeBytes: number;
  /** What must become free before runs start again; 0 while there is room. */
  readonly bytesWanted: number;
  /** Throws Refusal `disk.reserved` while there is less than the reserve. */
  requireRoom(): void;
}

/** Once low, a little more than the reserve must be free: a run would use it up at once. */
const ENOUGH = 1.05;
const MEGABYTE = 1_048_576;

/** Looks when it is told to; nothing to dispose. */
export function createDiskGuard(options: DiskGuardOptions): DiskGuard {
  const { directory, reserveBytes, freeBytesOf = readFreeBytes } = options;
  let freeBytes = Number.POSITIVE_INFINITY;
  let isLow = false;
  return {
    get freeBytes() {
      return freeBytes;
    },
    get bytesWanted() {
      return isLow ? Math.max(1, Math.ceil(reserveBytes * ENOUGH) - freeBytes) : 0;
    },
    async look() {
      freeBytes = await freeBytesOf(directory);
      isLow = freeBytes < reserveBytes * (isLow ? ENOUGH : 1);
    },
    requireRoom() {
      if (!isLow) return;
      const [free, reserve] = [freeBytes, reserveBytes].map((bytes) =>
        Math.floor(bytes / MEGABYTE),
      );
      const message = `the disk of ${directory} has ${free} MB left, ${reserve} MB are kept in reserve`;
      throw new Refusal("disk.reserved", message, { freeBytes, reserveBytes });
    },
  };
}

async function readFreeBytes(directory: string): Promise<number> {
  const { bavail, bsize } = await statfs(directory);
  return bavail * bsize;
}
