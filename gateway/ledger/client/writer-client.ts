/** The writer worker as the gateway's thread sees it: requests out, batches in. */
import type { Worker } from "node:worker_threads";
import type { Clock } from "../../../drivers/contract.ts";
import type { Commit, CommitListener, StoredEntry } from "../contract.ts";
import { Refusal } from "../contract.ts";
import type { LedgerStats, ProjectionProgress } from "../health.ts";
import type {
  OpenedMessage,
  Reply,
  WireEntry,
  WriterMessage,
  WriterRequest,
  WriterSetup,
} from "../messages.ts";
import { LedgerOpenError } from "../open-error.ts";
import { CommitStats } from "./commit-stats.ts";
import { endWorker, PendingRequests, startWorker, type Unnumbered } from "./worker-link.ts";

export interface WriterClientOptions {
  readonly url: URL;
  readonly setup: WriterSetup;
  readonly clock: Clock;
  /** The writer can no longer be trusted, or is gone. May be told more than once. */
  readonly onFault: (error: Error) => void;
}

/** What may wait for the disk at once. Beyond it the ledger says no instead of growing. */
const QUEUE_REQUESTS_MAX = 20_000;
const QUEUE_READINGS_MAX = 500_000;

/** The writer worker from outside: replies resolve when durable. Dispose to end the worker. */
/** Answers each request when its batch is durable, then tells the listeners of the batch. */
export class WriterClient {
  readonly #options: WriterClientOptions;
  readonly #worker: Worker;
  readonly #pending = new PendingRequests();
  readonly #stats = new CommitStats();
  readonly #listeners = new Set<CommitListener>();
  readonly #opening = Promise.withResolvers<void>();
  readonly #ready = Promise.withResolvers<void>();
  #queuedReadings = 0;
  #isEnding = false;
  #identity: OpenedMessage | undefined;
  #head = 0;
  #projections: ProjectionProgress = { ready: false, done: 0, total: 0 };

  constructor(options: WriterClientOptions) {
    this.#options = options;
    // Both are also reported by `onFault`; nobody has to wait for them.
    this.#opening.promise.catch(() => undefined);
    this.#ready.promise.catch(() => undefined);
    this.#worker = startWorker<WriterMessage>({
      url: options.url,
      setup: options.setup,
      onMessage: (message) => this.#onMessage(message),
      onEnd: (error) => this.#onEnd(error),
    });
  }

  /** Resolves when the directory is open; rejects with LedgerOpenError or what broke. */
  get opened(): Promise<void> {
    return this.#opening.promise;
  }

  /** Resolves when every projection is built. */
  get ready(): Promise<void> {
    return this.#ready.promise;
  }

  get identity(): OpenedMessage | undefined {
    return this.#identity;
  }

  /** The last durable seq. */
  get head(): number {
    return this.#head;
  }

  get projections(): ProjectionProgress {
    return this.#projections;
  }

  get queued(): number {
    return this.#pending.size;
  }

  readStats(): LedgerStats {
    const queuedReadings = this.#queuedReadings;
    return this.#stats.read({ queued: this.#pending.size, queuedReadings });
  }

  onCommit(listener: CommitListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Resolves when durable. Throws Refusal `ledger.unavailable` when too much waits already. */
  send(request: Unnumbered<WriterRequest>): Promise<unknown> {
    const readings = request.kind === "readings" ? request.readings.length : 0;
    const isFull =
      this.#pending.size >= QUEUE_REQUESTS_MAX ||
      (this.#queuedReadings > 0 && this.#queuedReadings + readings > QUEUE_READINGS_MAX);
    if (isFull) {
      const queued = { requests: this.#pending.size, readings: this.#queuedReadings };
      throw new Refusal("ledger.unavailable", "too much waits for the ledger's disk", { queued });
    }
    const answer = this.#pending.send(this.#worker, request, this.#options.clock.now().monoNs);
    this.#queuedReadings += readings;
    return answer;
  }

  /** Everything that waits is rejected with this error. */
  fail(error: Error): void {
    this.#pending.rejectAll(error);
    this.#opening.reject(error);
    this.#ready.reject(error);
  }

  /** Lets the writer finish what it has, checkpoint and end. False when it was ended by force. */
  end(deadlineMs: number): Promise<boolean> {
    this.#isEnding = true;
    return endWorker(this.#worker, deadlineMs);
  }

  async terminate(): Promise<void> {
    this.#isEnding = true;
    await this.#worker.terminate();
  }

  #onMessage(message: WriterMessage): void {
    switch (message.kind) {
      case "opened":
        this.#identity = message;
        this.#head = message.head;
        this.#setProjections(message.projections);
        this.#opening.resolve();
        return;
      case "not-opened":
        this.#options.onFault(new LedgerOpenError(message.code, message.message));
        return;
      case "committed":
        this.#onCommitted(message);
        return;
      case "projections":
        this.#setProjections(message.state);
        return;
      case "fatal":
        this.#options.onFault(message.error);
        return;
      case "closed":
        return;
    }
  }

  #setProjections(state: ProjectionProgress): void {
    this.#projections = state;
    if (state.ready) this.#ready.resolve();
  }

  #onEnd(error: Error | undefined): void {
    if (this.#isEnding && error === undefined) return;
    this.#options.onFault(error ?? new Error("the ledger's writer ended unexpectedly"));
  }

  #onCommitted(batch: Extract<WriterMessage, { kind: "committed" }>): void {
    const entries = batch.entries.map(openWire);
    this.#head = entries.at(-1)?.entry.seq ?? this.#head;
    const readings = batch.readings.to - batch.readings.from;
    const durationMs = this.#answer(batch.replies, entries);
    if (this.#pending.size === 0) this.#queuedReadings = 0;
    this.#stats.add({ durationMs, entries: entries.length, readings });
    if (entries.length === 0 && readings === 0) return;
    const commit: Commit = { entries, readings: batch.readings, durationMs };
    for (const listener of this.#listeners) listener(commit);
  }

  /** Answers the batch's callers. Returns how long the oldest of them waited. */
  #answer(replies: readonly Reply[], entries: readonly StoredEntry[]): number {
    const now = this.#options.clock.now().monoNs;
    let oldest = now;
    for (const reply of replies) {
      const waiting = this.#pending.take(reply.id);
      if (waiting === undefined) continue;
      if (waiting.since < oldest) oldest = waiting.since;
      if (reply.kind === "refused") {
        const { code, message, details } = reply.refusal;
        waiting.reject(new Refusal(code, message, details));
      } else if (reply.kind === "failed") waiting.reject(new Error(reply.message));
      else if (reply.entries !== undefined) {
        const own = entries.slice(reply.entries.from, reply.entries.to);
        waiting.resolve({ result: reply.result, entries: own });
      } else waiting.resolve(reply.readings);
      if (reply.kind === "done" && reply.readings !== undefined) {
        this.#queuedReadings -= reply.readings.to - reply.readings.from;
      }
    }
    return Number(now - oldest) / 1e6;
  }
}

function openWire({ entry, text, leaf }: WireEntry): StoredEntry {
  return { entry, body: JSON.parse(text), leaf };
}
