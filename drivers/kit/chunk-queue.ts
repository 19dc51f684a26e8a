/**
 * Between a wire that never waits and a reader that may: bytes are kept up to a bound, then the
 * link fails loudly. The wire is never paused, because an unplug is not seen while it is.
 */
import { type Chunk, DriverError } from "../contract.ts";

/** 90 s of a 115,200 baud line; a reader that is this far behind will not catch up. */
export const UNREAD_BYTES_MAX = 1 << 20;

export interface ChunkQueueOptions {
  /** Of the link, for the message. */
  readonly description: string;
  readonly bytesMax: number;
  /** Called once, when the bound was passed. */
  readonly onOverrun: () => void;
}

/** One writer, one reader. What arrived before a failure is read before the failure is thrown. */
export class ChunkQueue {
  readonly #options: ChunkQueueOptions;
  #waiting: Chunk[] = [];
  #bytes = 0;
  #end: { readonly error?: DriverError } | undefined;
  #wake: (() => void) | undefined;

  constructor(options: ChunkQueueOptions) {
    this.#options = options;
  }

  /** Bytes that nobody has read yet. */
  get unreadBytes(): number {
    return this.#bytes;
  }

  push(chunk: Chunk): void {
    if (this.#end !== undefined || chunk.bytes.length === 0) return;
    const { description, bytesMax, onOverrun } = this.#options;
    if (this.#bytes + chunk.bytes.length > bytesMax) {
      const message = `${description}: more than ${bytesMax} bytes wait unread`;
      this.fail(new DriverError("wire.overrun", message));
      onOverrun();
      return;
    }
    this.#bytes += chunk.bytes.length;
    this.#waiting.push(chunk);
    this.#wake?.();
  }

  /** The first end counts; later ones are echoes of it. */
  fail(error: DriverError): void {
    this.#finish({ error });
  }

  /** The owner closed the link: the reader ends without an error. */
  close(): void {
    this.#finish({});
  }

  /** Ends on abort and after `close`; throws the error of `fail`. */
  async *chunks(signal: AbortSignal): AsyncIterable<Chunk> {
    const wake = () => this.#wake?.();
    signal.addEventListener("abort", wake, { once: true });
    try {
      while (!signal.aborted) {
        if (this.#waiting.length > 0) yield* this.#drain(signal);
        else if (this.#end !== undefined) return this.#throwEnd(this.#end);
        else await this.#more(signal);
      }
    } finally {
      signal.removeEventListener("abort", wake);
    }
  }

  *#drain(signal: AbortSignal): Iterable<Chunk> {
    const chunks = this.#waiting;
    this.#waiting = [];
    for (const chunk of chunks) {
      if (signal.aborted) return;
      this.#bytes -= chunk.bytes.length;
      yield chunk;
    }
  }

  #throwEnd(end: { readonly error?: DriverError }): void {
    if (end.error !== undefined) throw end.error;
  }

  async #more(signal: AbortSignal): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
      if (signal.aborted || this.#end !== undefined) resolve();
    });
    this.#wake = undefined;
  }

  #finish(end: { readonly error?: DriverError }): void {
    this.#end ??= end;
    this.#wake?.();
  }
}
