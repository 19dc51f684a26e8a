/** Worker threads as their callers see them: numbered requests, answers by number, one end. */
import { getCompileCacheDir } from "node:module";
import { Worker } from "node:worker_threads";

export interface WorkerOptions<Message> {
  readonly url: URL;
  readonly setup: unknown;
  readonly onMessage: (message: Message) => void;
  /** Told once when the thread ended; `undefined` where it ended without an error. */
  readonly onEnd: (error: Error | undefined) => void;
}

/** A request before it has its number. */
export type Unnumbered<Request> = Request extends { readonly id: number }
  ? Omit<Request, "id">
  : never;

/** Starts a worker thread that is lean: small heap, no flags, no environment but the code cache. */
export function startWorker<Message>(options: WorkerOptions<Message>): Worker {
  const cache = getCompileCacheDir();
  const worker = new Worker(options.url, {
    workerData: options.setup,
    execArgv: [],
    env: cache === undefined ? {} : { NODE_COMPILE_CACHE: cache },
    resourceLimits: { maxOldGenerationSizeMb: 192, maxYoungGenerationSizeMb: 2 },
  });
  let fault: Error | undefined;
  worker.on("message", options.onMessage);
  worker.on("error", (error) => {
    fault = error instanceof Error ? error : new Error(String(error));
  });
  worker.on("exit", () => options.onEnd(fault));
  return worker;
}

/** Asks a worker to finish and end. False after the deadline: then it is being ended by force. */
export async function endWorker(worker: Worker, deadlineMs: number): Promise<boolean> {
  const ended = new Promise<boolean>((resolve) => worker.once("exit", () => resolve(true)));
  worker.postMessage({ id: 0, kind: "close" });
  const deadline = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => deadline.resolve(false), deadlineMs);
  const isEnded = await Promise.race([ended, deadline.promise]);
  clearTimeout(timer);
  // Not awaited: a thread inside a long SQLite call ends only when that call does.
  if (!isEnded) void worker.terminate();
  return isEnded;
}

interface Waiting {
  resolve(value: unknown): void;
  reject(error: Error): void;
  /** Monotonic nanoseconds. */
  readonly since: bigint;
}

/** Requests that wait for their answer. */
export class PendingRequests {
  readonly #waiting = new Map<number, Waiting>();
  #lastId = 0;

  get size(): number {
    return this.#waiting.size;
  }

  /** Numbers and posts a request. Throws DataCloneError for what cannot leave this thread. */
  send(worker: Worker, request: object, since: bigint): Promise<unknown> {
    this.#lastId += 1;
    const id = this.#lastId;
    worker.postMessage({ ...request, id });
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    this.#waiting.set(id, { resolve, reject, since });
    return promise;
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
