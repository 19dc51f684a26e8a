/** How a link ends for those who wait on it. */
import { type ByteLink, DriverError } from "../../../contract.ts";

/** The connection is given up on purpose. A request that gets this was never sent. */
export class BusRenewed extends DriverError {
  constructor(link: ByteLink, cause: DriverError) {
    super("wire.lost", `${link.description}: given up for a new connection`, { cause });
  }
}

/** The error itself where it is a DriverError, else one with it as its cause. */
export function asWireLost(error: unknown, link: ByteLink): DriverError {
  if (error instanceof DriverError) return error;
  return new DriverError("wire.lost", `${link.description}: lost`, { cause: error });
}
