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

const DONE: IteratorResult<Chunk> = { value: undefined, done: true };

/** One writer, one reader. What arrived before a failure is read before the failure is thrown. */
export class ChunkQueue {
  readonly #options: ChunkQueueOptions;
  #waiting: Chunk[] = [];
  /** Taken from `#waiting` as a whole, the first one last: taking that costs nothing. */
  #batch: Chunk[] = [];
  #bytes = 0;
  #end: { readonly error?: DriverError } | undefined;
  /** Gives the waiting reader this chunk, or without one makes it look again. */
  #wake: ((chunk?: Chunk) => void) | undefined;

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
    if (this.#wake !== undefined) {
      this.#wake(chunk);
      return;
    }
    this.#bytes += chunk.bytes.length;
    this.#waiting.push(chunk);
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
  chunks(signal: AbortSignal): AsyncIterable<Chunk> {
    return { [Symbol.asyncIterator]: () => this.#iterate(signal) };
  }

  /** By hand: a generator would cost more than all else that is done with a small chunk. */
  #iterate(signal: AbortSignal): AsyncIterator<Chunk> {
    const abort = () => this.#wake?.();
    signal.addEventListener("abort", abort, { once: true });
    const leave = async (error?: DriverError): Promise<IteratorResult<Chunk>> => {
      signal.removeEventListener("abort", abort);
      if (error !== undefined) throw error;
      return DONE;
    };
    const next = (): Promise<IteratorResult<Chunk>> => {
      if (signal.aborted) return leave();
      const chunk = this.#take();
      if (chunk !== undefined) return Promise.resolve({ value: chunk, done: false });
      if (this.#end !== undefined) return leave(this.#end.error);
      return new Promise((resolve) => {
        this.#wake = (arrived) => {
          this.#wake = undefined;
          resolve(arrived ? { value: arrived, done: false } : next());
        };
      });
    };
    return { next, return: () => leave() };
  }

  #take(): Chunk | undefined {
    if (this.#batch.length === 0 && this.#waiting.length > 0) {
      this.#batch = this.#waiting.reverse();
      this.#waiting = [];
    }
    const chunk = this.#batch.pop();
    this.#bytes -= chunk?.bytes.length ?? 0;
    return chunk;
  }

  #finish(end: { readonly error?: DriverError }): void {
    this.#end ??= end;
    this.#wake?.();
  }
}
