/** A TCP socket as a byte link: a device server, a Modbus gateway, a simulator. */
import { connect, type Socket } from "node:net";
import { type ByteLink, type Chunk, DriverError } from "../../contract.ts";
import { ChunkQueue, UNREAD_BYTES_MAX } from "../chunk-queue.ts";
import { connectFault } from "./connect-fault.ts";
import { withDeadline } from "./deadline.ts";
import { type LinkParts, TappedWire } from "./tapped-wire.ts";

export interface TcpSettings {
  readonly host: string;
  readonly port: number;
}

const CONNECT_TIMEOUT_MS = 5_000;
const WRITE_TIMEOUT_MS = 5_000;
const KEEP_ALIVE_MS = 10_000;

/** Resolves with an open link, which the caller disposes. Throws what `connectFault` makes. */
export async function openTcpLink(settings: TcpSettings, parts: LinkParts): Promise<ByteLink> {
  const { signal } = parts;
  const description = `tcp ${settings.host}:${settings.port}`;
  const socket = connect({ ...settings, noDelay: true });
  try {
    await withDeadline(connected(socket), { timeoutMs: CONNECT_TIMEOUT_MS, signal });
  } catch (cause) {
    socket.destroy();
    signal.throwIfAborted();
    throw connectFault(settings, cause);
  }
  socket.setKeepAlive(true, KEEP_ALIVE_MS);
  return new TcpLink(socket, description, parts);
}

function connected(socket: Socket): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once("connect", resolve);
    // Stays for the socket's life: a late error of a socket given up must not end the process.
    socket.on("error", reject);
  });
}

class TcpLink implements ByteLink {
  readonly description: string;
  readonly #socket: Socket;
  readonly #queue: ChunkQueue;
  readonly #wire: TappedWire;

  constructor(socket: Socket, description: string, parts: LinkParts) {
    this.#socket = socket;
    this.#wire = new TappedWire(description, parts);
    this.description = description;
    this.#queue = new ChunkQueue({
      description,
      bytesMax: UNREAD_BYTES_MAX,
      onOverrun: () => this.#end(),
    });
    socket.on("data", (bytes) => this.#queue.push(this.#wire.received(bytes)));
    socket.on("error", (cause) => this.#lost("the connection broke", cause));
    socket.once("end", () => this.#lost("the other side closed the connection"));
    socket.once("close", () => this.#lost("the connection is closed"));
  }

  write(bytes: Uint8Array, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) return Promise.reject(signal.reason);
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const socket = this.#socket;
    if (socket.writable) this.#wire.sent(bytes);
    socket.write(bytes, (error) => (error ? reject(error) : resolve()));
    // The operating system took all of it at once: there is nothing to wait for.
    if (socket.writableLength === 0 && socket.writable) return promise;
    return this.#untilWritten(promise, signal);
  }

  async #untilWritten(written: Promise<void>, signal?: AbortSignal): Promise<void> {
    try {
      await withDeadline(written, { timeoutMs: WRITE_TIMEOUT_MS, ...(signal && { signal }) });
    } catch (cause) {
      signal?.throwIfAborted();
      // Half a request may be on its way: nothing more can be trusted on this socket.
      this.#lost("cannot be written to", cause);
      this.#end();
      throw new DriverError("wire.lost", `${this.description}: cannot be written to`, { cause });
    }
  }

  chunks(signal: AbortSignal): AsyncIterable<Chunk> {
    return this.#queue.chunks(signal);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#queue.close();
    this.#end();
  }

  #lost(what: string, cause?: unknown): void {
    this.#queue.fail(new DriverError("wire.lost", `${this.description}: ${what}`, { cause }));
    this.#end();
  }

  #end(): void {
    this.#wire.closed();
    // No half-close: the other side may hang and would keep us waiting.
    this.#socket.destroy();
  }
}
