/** One worker thread as its caller sees it: numbered requests, answers by number, one end. */
import { getCompileCacheDir } from "node:module";
import { Worker } from "node:worker_threads";

export interface WorkerLinkOptions<Message> {
  readonly url: URL;
  readonly setup: unknown;
  readonly onMessage: (message: Message) => void;
  /** Told once when the thread threw or ended; `undefined` where it ended without an error. */
  readonly onEnd: (error: Error | undefined) => void;
}

/** Starts a worker thread that is lean: small heap, no flags, no environment but the code cache. */
export function startWorker<Message>(options: WorkerLinkOptions<Message>): Worker {
  const cache = getCompileCacheDir();
  const worker = new Worker(options.url, {
    workerData: options.setup,
    execArgv: [],
    env: cache === undefined ? {} : { NODE_COMPILE_CACHE: cache },
    resourceLimits: { maxOldGenerationSizeMb: 192, maxYoungGenerationSizeMb: 8 },
  });
  let fault: Error | undefined;
  worker.on("message", options.onMessage);
  worker.on("error", (error) => {
    fault = error instanceof Error ? error : new Error(String(error));
  });
  worker.on("exit", () => options.onEnd(fault));
  return worker;
}

interface Waiting {
  resolve(value: unknown): void;
  reject(error: Error): void;
  readonly since: bigint;
}

/** Requests that wait for their answer. */
export class PendingRequests {
  readonly #waiting = new Map<number, Waiting>();
  #lastId = 0;

  get size(): number {
    return this.#waiting.size;
  }

  /** A new number, and the promise of its answer. */
  add(since: bigint): { id: number; answer: Promise<unknown> } {
    this.#lastId += 1;
    const id = this.#lastId;
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    this.#waiting.set(id, { resolve, reject, since });
    return { id, answer: promise };
  }

  /** Takes one out; undefined where it was answered before. */
  take(id: number): Waiting | undefined {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    return waiting;
  }

  rejectAll(error: Error): void {
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const { reject } of waiting) reject(error);
  }
}
