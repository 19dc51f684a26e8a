/** What can be known of a serial device without opening it, so that faults need no guessing. */
import { constants } from "node:fs";
import { access, readFile, realpath, stat } from "node:fs/promises";
import { DriverError } from "../../contract.ts";

/** Returns when the path is a device we may open; throws DriverError with the cause otherwise. */
export async function checkDevice(path: string): Promise<void> {
  try {
    const device = await stat(path);
    if (!device.isCharacterDevice()) {
      throw new DriverError("port.failed", `${path} is no serial device`, { retryable: false });
    }
    await access(path, constants.R_OK | constants.W_OK);
  } catch (cause) {
    if (cause instanceof DriverError) throw cause;
    throw deviceFault(path, cause);
  }
}

function deviceFault(path: string, cause: unknown): DriverError {
  switch ((cause as NodeJS.ErrnoException).code) {
    case "ENOENT":
    case "ENOTDIR":
    case "ENXIO":
    case "ENODEV":
      return new DriverError("port.not-found", `${path} does not exist`, { cause });
    case "EACCES":
    case "EPERM":
      return new DriverError("port.no-permission", `${path} may not be opened`, { cause });
    default:
      return new DriverError("port.failed", `${path} cannot be looked at`, { cause });
  }
}

/** The process that holds a lock on the device, from the kernel's table; undefined elsewhere. */
export async function findHolder(path: string): Promise<number | undefined> {
  try {
    const [locks, device] = await Promise.all([
      readFile("/proc/locks", "utf8"),
      realpath(path).then((real) => stat(real)),
    ]);
    return holderInTable(locks, device);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // Not Linux, or a container that hides the table: then nobody can say.
    if (code === "ENOENT" || code === "EACCES") return undefined;
    throw error;
  }
}

/** A row is "1: FLOCK  ADVISORY  WRITE 11456 00:1a:3 0 EOF": process, then device:inode in hex. */
export function holderInTable(
  locks: string,
  { dev, ino }: { readonly dev: number; readonly ino: number },
): number | undefined {
  const major = (dev >> 8) & 0xfff;
  const minor = (dev & 0xff) | ((dev >> 12) & 0xfff00);
  const hex = (part: number) => part.toString(16).padStart(2, "0");
  const file = `${hex(major)}:${hex(minor)}:${ino}`;
  for (const row of locks.split("\n")) {
    const [, kind, , , process, locked] = row.trim().split(/\s+/);
    if (kind === "FLOCK" && locked === file) return Number(process);
  }
  return undefined;
}
