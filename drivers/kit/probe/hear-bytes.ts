/** Listens to a line that nobody else has open. */
import { DriverError, type Port } from "../../contract.ts";

export interface Listening {
  /** How long at most. */
  readonly listenMs: number;
  /** It is over as soon as so many are heard. */
  readonly bytesMax: number;
}

/**
 * Everything heard meanwhile, nothing where the device says nothing. Sends nothing. Throws
 * DriverError where the port can not be opened or the line breaks.
 */
export async function hearBytes(
  port: Port,
  { listenMs, bytesMax }: Listening,
  signal: AbortSignal,
): Promise<Uint8Array> {
  await using link = await port.openLink(signal);
  const over = AbortSignal.timeout(listenMs);
  const parts: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const { bytes } of link.chunks(AbortSignal.any([signal, over]))) {
      parts.push(bytes);
      length += bytes.length;
      if (length >= bytesMax) break;
    }
  } catch (error) {
    // A device server that ends the connection after it spoke was heard all the same.
    if (!(error instanceof DriverError) || length === 0) throw error;
  }
  signal.throwIfAborted();
  return Buffer.concat(parts).subarray(0, bytesMax);
}
