/** What can be known of a serial device without opening it, so that faults need no guessing. */
import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";
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
