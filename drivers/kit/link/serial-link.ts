/**
 * A serial device as a byte link. One of the few files that know serialport.
 *
 * Two things serialport 13 does not do are done here. It says why a port did not open in words
 * only, so the device is looked at instead. And when a device hangs up while a read is under way,
 * it reads zero bytes for ever and never closes; the poller's `disconnect` tells us.
 */
import { SerialPort } from "serialport";
import { type ByteLink, type Chunk, DriverError, type PortSettings } from "../../contract.ts";
import { ChunkQueue, UNREAD_BYTES_MAX } from "../chunk-queue.ts";
import { withDeadline } from "./deadline.ts";
import { checkDevice, findHolder } from "./serial-device.ts";
import { type LinkParts, TappedWire } from "./tapped-wire.ts";

export type SerialSettings = Extract<PortSettings, { kind: "serial" }>;

const OPEN_TIMEOUT_MS = 5_000;
const CLOSE_TIMEOUT_MS = 1_000;
/** A read that was under way at the hang-up may still bring the last bytes. */
const LAST_READ_MS = 50;
/** An XOFF or a missing CTS can hold a write for ever. */
const WRITE_TIMEOUT_MS = 5_000;

/**
 * Resolves with an open link, which the caller disposes. Throws DriverError `port.not-found`,
 * `port.no-permission`, `port.busy` (with the holder's process id where it can be seen) or
 * `port.failed`.
 */
export async function openSerialLink(
  settings: SerialSettings,
  parts: LinkParts,
): Promise<ByteLink> {
  const { signal } = parts;
  signal.throwIfAborted();
  const { path, baudRate, dataBits, parity, stopBits } = settings;
  await checkDevice(path);
  // hupcl: dropping DTR at close resets some boards in the middle of a test.
  const port = new SerialPort({
    ...{ path, baudRate, dataBits, parity, stopBits },
    ...{ autoOpen: false, lock: true, hupcl: false },
  });
  // Stays for the port's life: a late error of a port given up must not end the process.
  port.on("error", () => undefined);
  try {
    await withDeadline(opened(port), { timeoutMs: OPEN_TIMEOUT_MS, signal });
  } catch (cause) {
    // An open that comes after all must not keep the lock.
    port.once("open", () => port.close());
    signal.throwIfAborted();
    throw await openFault(path, cause);
  }
  return new SerialLink(port, describe(settings), parts);
}

/** "/dev/ttyUSB0 at 9600 8N1". */
function describe({ path, baudRate, dataBits, parity, stopBits }: SerialSettings): string {
  return `${path} at ${baudRate} ${dataBits}${parity.charAt(0).toUpperCase()}${stopBits}`;
}

function opened(port: SerialPort): Promise<void> {
  return new Promise((resolve, reject) => {
    port.open((error) => (error ? reject(error) : resolve()));
  });
}

async function openFault(path: string, cause: unknown): Promise<DriverError> {
  const holder = await findHolder(path);
  if (holder === undefined) {
    return new DriverError("port.failed", `${path} cannot be opened`, { cause });
  }
  const who = holder === process.pid ? "this gateway itself" : `process ${holder}`;
  return new DriverError("port.busy", `${path} is held by ${who}`, { cause });
}

/** What the bindings of Linux and macOS have beyond the documented interface. */
interface PollingBinding {
  readonly poller?: {
    once(event: "disconnect", listener: (error: unknown) => void): unknown;
  };
}

class SerialLink implements ByteLink {
  readonly description: string;
  readonly #port: SerialPort;
  readonly #queue: ChunkQueue;
  readonly #wire: TappedWire;

  constructor(port: SerialPort, description: string, parts: LinkParts) {
    this.#port = port;
    this.#wire = new TappedWire(description, parts);
    this.description = description;
    this.#queue = new ChunkQueue({
      description,
      bytesMax: UNREAD_BYTES_MAX,
      onOverrun: () => this.#end(),
    });
    port.on("data", (bytes: Buffer) => this.#queue.push(this.#wire.received(bytes)));
    port.on("error", (cause) => this.#lost("failed", cause));
    port.once("close", (cause: unknown) => this.#lost("the device is gone", cause));
    const { poller } = (port.port ?? {}) as PollingBinding;
    poller?.once("disconnect", (cause) => {
      setTimeout(() => this.#lost("the device hung up", cause), LAST_READ_MS);
    });
  }

  async write(bytes: Uint8Array, signal?: AbortSignal): Promise<void> {
    const written = new Promise<void>((resolve, reject) => {
      if (!this.#port.isOpen) {
        reject(new Error("the port is closed"));
        return;
      }
      this.#wire.sent(bytes);
      this.#port.write(bytes, undefined, (error) => (error ? reject(error) : resolve()));
    });
    try {
      await withDeadline(written, { timeoutMs: WRITE_TIMEOUT_MS, ...(signal && { signal }) });
    } catch (cause) {
      signal?.throwIfAborted();
      this.#lost("cannot be written to", cause);
      throw new DriverError("wire.lost", `${this.description}: cannot be written to`, { cause });
    }
  }

  chunks(signal: AbortSignal): AsyncIterable<Chunk> {
    return this.#queue.chunks(signal);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#queue.close();
    await this.#end();
  }

  #lost(what: string, cause: unknown): void {
    const message = `${this.description}: ${what}`;
    this.#queue.fail(new DriverError("wire.lost", message, { cause }));
    // Frees the lock and ends serialport's endless read of a device that hung up.
    void this.#end();
  }

  #end(): Promise<void> {
    this.#wire.closed();
    return this.#shut();
  }

  /** Resolves when the port is closed, or after a second when the kernel will not let go. */
  async #shut(): Promise<void> {
    if (!this.#port.isOpen) return;
    const closed = new Promise<void>((resolve) => this.#port.close(() => resolve()));
    await withDeadline(closed, { timeoutMs: CLOSE_TIMEOUT_MS }).catch(() => undefined);
  }
}
