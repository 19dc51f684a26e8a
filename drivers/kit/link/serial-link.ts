/**
 * An opened serial port as a byte link.
 *
 * When a device hangs up while a read is under way, serialport 13 reads zero bytes for ever and
 * never closes; the poller's `disconnect` tells us.
 */
import type { SerialPort } from "serialport";
import { type ByteLink, type Chunk, DriverError } from "../../contract.ts";
import { ChunkQueue, UNREAD_BYTES_MAX } from "../chunk-queue.ts";
import { type FileBinding, readAndWriteAtOnce } from "./at-once.ts";
import { untilClearToSend } from "./clear-to-send.ts";
import { DeadlineError, withDeadline } from "./deadline.ts";
import type { SerialSettings } from "./serial-settings.ts";
import { type LinkParts, TappedWire } from "./tapped-wire.ts";
import { keepWakeful } from "./wakeful-poller.ts";

const CLOSE_TIMEOUT_MS = 1_000;
/** A read that was under way at the hang-up may still bring the last bytes. */
const LAST_READ_MS = 50;
/** An XOFF or a missing CTS can hold a write for ever. */
const WRITE_TIMEOUT_MS = 5_000;

export interface OpenedSerial extends LinkParts {
  readonly description: string;
  readonly settings: SerialSettings;
}

/** Takes the port over: disposing the link closes it. */
export class SerialLink implements ByteLink {
  readonly description: string;
  readonly #port: SerialPort;
  readonly #settings: SerialSettings;
  readonly #queue: ChunkQueue;
  readonly #wire: TappedWire;

  constructor(port: SerialPort, { description, settings, ...parts }: OpenedSerial) {
    this.#port = port;
    this.#settings = settings;
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
    const binding = port.port as Partial<FileBinding> | undefined;
    const poller = binding?.poller;
    if (poller) {
      keepWakeful(poller);
      readAndWriteAtOnce(binding as FileBinding);
    }
    poller?.once("disconnect", (cause) => {
      setTimeout(() => this.#lost("the device hung up", cause), LAST_READ_MS);
    });
  }

  async write(bytes: Uint8Array, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    const giveUp = { timeoutMs: WRITE_TIMEOUT_MS, ...(signal && { signal }) };
    try {
      if (this.#settings.flowControl === "rts-cts") await untilClearToSend(this.#port, giveUp);
      await withDeadline(this.#handOver(bytes), giveUp);
    } catch (cause) {
      signal?.throwIfAborted();
      throw cause instanceof DeadlineError ? this.#stuck(cause) : this.#unwritable(cause);
    }
  }

  #handOver(bytes: Uint8Array): Promise<void> {
    return new Promise((resolve, reject) => {
      if (!this.#port.isOpen) {
        reject(new Error("the port is closed"));
        return;
      }
      this.#wire.sent(bytes);
      this.#port.write(bytes, undefined, (error) => (error ? reject(error) : resolve()));
    });
  }

  chunks(signal: AbortSignal): AsyncIterable<Chunk> {
    return this.#queue.chunks(signal);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#queue.close();
    await this.#end();
  }

  /** Half a command may be out: what comes after it would be read as its rest. */
  #stuck(cause: DeadlineError): DriverError {
    const { flowControl = "none" } = this.#settings;
    const held = {
      none: "the device does not take what is sent",
      "rts-cts": "CTS is off, the device does not take what is sent",
      "xon-xoff": "the device has said XOFF and never XON",
    }[flowControl];
    const message = `${this.description}: ${held} (${WRITE_TIMEOUT_MS} ms)`;
    const error = new DriverError("wire.stuck", message, { cause });
    // Else the kernel would keep the port for 30 s, to send what nobody takes.
    this.#port.flush(() => this.#fail(error));
    return error;
  }

  #unwritable(cause: unknown): DriverError {
    this.#lost("cannot be written to", cause);
    return new DriverError("wire.lost", `${this.description}: cannot be written to`, { cause });
  }

  #lost(what: string, cause: unknown): void {
    this.#fail(new DriverError("wire.lost", `${this.description}: ${what}`, { cause }));
  }

  #fail(error: DriverError): void {
    this.#queue.fail(error);
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
