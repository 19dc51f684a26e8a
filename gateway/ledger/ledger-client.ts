/** The ledger's face in the gateway's thread: hands over, waits, tells. Touches no disk. */
import type { Worker } from "node:worker_threads";
import type { Clock, Log } from "../../drivers/contract.ts";
import type { Reading } from "../telemetry/contract.ts";
import { CommitStats } from "./commit-stats.ts";
import {
  type Account,
  type CommandContext,
  type CommitListener,
  type Executed,
  type LedgerInfo,
  type LedgerStats,
  type NumberedReading,
  type OpenedLedger,
  type ProjectionProgress,
  type Queries,
  type QueryInput,
  type QueryResult,
  type Range,
  Refusal,
  type RuleInput,
  type RuleResult,
  type Rules,
  type SettleInput,
  type SinkDebt,
  type SinkDeclaration,
  type StoredEntry,
} from "./contract.ts";
import type {
  OpenedMessage,
  ReaderMessage,
  ReaderRequest,
  ReaderSetup,
  WireEntry,
  WriterMessage,
  WriterRequest,
  WriterSetup,
} from "./messages.ts";
import { LedgerOpenError } from "./open-error.ts";
import { PendingRequests, startWorker } from "./worker-link.ts";

export interface LedgerClientOptions {
  readonly writerUrl: URL;
  readonly readerUrl: URL;
  readonly clock: Clock;
  readonly log: Log;
  readonly setup: WriterSetup;
  readonly lock: Disposable;
}

/** Requests that may wait for the disk at once. Beyond it the ledger says no instead of growing. */
const QUEUE_MAX = 20_000;
/** Stopping has a deadline. */
const DISPOSE_DEADLINE_MS = 4000;
/** A query that pins the write-ahead log longer than this is worth a line in the log. */
const SLOW_QUERY_MS = 1000;

type Unnumbered<Request> = Request extends { readonly id: number } ? Omit<Request, "id"> : never;

export class LedgerClient<R extends Rules, Q extends Queries> implements OpenedLedger<R, Q> {
  readonly #options: LedgerClientOptions;
  readonly #writer: Worker;
  readonly #reader: Worker;
  readonly #writes = new PendingRequests();
  readonly #reads = new PendingRequests();
  readonly #stats = new CommitStats();
  readonly #commitListeners = new Set<CommitListener>();
  readonly #fatalListeners = new Set<(error: Error) => void>();
  readonly #opening = Promise.withResolvers<void>();
  readonly #ready = Promise.withResolvers<void>();
  readonly #failure = Promise.withResolvers<never>();
  #identity: OpenedMessage | undefined;
  #head = 0;
  #projections: ProjectionProgress = { ready: false, done: 0, total: 0 };
  #fault: Error | undefined;
  #disposing: Promise<void> | undefined;

  constructor(options: LedgerClientOptions) {
    this.#options = options;
    for (const { promise } of [this.#failure, this.#ready]) promise.catch(() => undefined);
    this.#writer = startWorker<WriterMessage>({
      url: options.writerUrl,
      setup: options.setup,
      onMessage: (message) => this.#onWriterMessage(message),
      onEnd: (error) => this.#onWorkerEnd("writer", error),
    });
    const readerSetup: ReaderSetup = { directory: options.setup.directory };
    this.#reader = startWorker<ReaderMessage>({
      url: options.readerUrl,
      setup: readerSetup,
      onMessage: (message) => this.#onReaderMessage(message),
      onEnd: (error) => this.#onWorkerEnd("reader", error),
    });
  }

  /** Resolves when the writer has opened the directory; rejects with LedgerOpenError. */
  get opened(): Promise<void> {
    return this.#opening.promise;
  }

  get failed(): Promise<never> {
    return this.#failure.promise;
  }

  get origin(): string {
    return this.#identity?.origin ?? "";
  }

  get info(): LedgerInfo {
    const { directory, demo } = this.#options.setup;
    const { logId = "", gatewayId = "" } = this.#identity ?? {};
    return { logId, gatewayId, demo, head: this.#head, directory };
  }

  async execute<Name extends keyof R & string>(
    name: Name,
    input: RuleInput<R[Name]>,
    context: CommandContext,
  ): Promise<Executed<RuleResult<R[Name]>>> {
    const recordedAt = this.#options.clock.now().utcUs;
    return (await this.#write({ kind: "execute", name, input, context, recordedAt })) as Executed<
      RuleResult<R[Name]>
    >;
  }

  async appendReadings(readings: readonly Reading[]): Promise<Range> {
    const recordedAt = this.#options.clock.now().utcUs;
    return (await this.#write({ kind: "readings", readings, recordedAt })) as Range;
  }

  async declareSinks(sinks: readonly SinkDeclaration[]): Promise<void> {
    await this.#write({ kind: "declare", sinks });
  }

  async settle(input: SettleInput): Promise<void> {
    await this.#write({ kind: "settle", input, recordedAt: this.#options.clock.now().utcUs });
  }

  async ask<Name extends keyof Q & string>(
    name: Name,
    input: QueryInput<Q[Name]>,
  ): Promise<QueryResult<Q[Name]>> {
    if (!this.#projections.ready) throw rebuilding(this.#projections);
    return (await this.#read({ kind: "ask", name, input })) as QueryResult<Q[Name]>;
  }

  async debt(sink: string): Promise<readonly SinkDebt[]> {
    return (await this.#read({ kind: "debt", sink })) as readonly SinkDebt[];
  }

  async accounts(): Promise<readonly Account[]> {
    return (await this.#read({ kind: "accounts" })) as readonly Account[];
  }

  async entries(fromSeq: number, limit: number): Promise<readonly StoredEntry[]> {
    return (await this.#read({ kind: "entries", fromSeq, limit })) as readonly StoredEntry[];
  }

  async readings(range: Range, limit: number): Promise<readonly NumberedReading[]> {
    return (await this.#read({ kind: "readings", range, limit })) as readonly NumberedReading[];
  }

  onCommit(listener: CommitListener): () => void {
    this.#commitListeners.add(listener);
    return () => this.#commitListeners.delete(listener);
  }

  onFatal(listener: (error: Error) => void): () => void {
    this.#fatalListeners.add(listener);
    return () => this.#fatalListeners.delete(listener);
  }

  queued(): number {
    return this.#writes.size;
  }

  stats(): LedgerStats {
    return this.#stats.read(this.#writes.size);
  }

  projectionState(): ProjectionProgress {
    return this.#projections;
  }

  whenReady(): Promise<void> {
    return this.#ready.promise;
  }

  #write(request: Unnumbered<WriterRequest>): Promise<unknown> {
    this.#refuseUnavailable();
    if (this.#writes.size >= QUEUE_MAX) {
      const message = `${QUEUE_MAX} requests wait for the disk of the ledger already`;
      throw new Refusal("ledger.unavailable", message, { queued: this.#writes.size });
    }
    return this.#send(this.#writer, this.#writes, request);
  }

  #read(request: Unnumbered<ReaderRequest>): Promise<unknown> {
    this.#refuseUnavailable();
    return this.#send(this.#reader, this.#reads, request);
  }

  #refuseUnavailable(): void {
    if (this.#fault !== undefined) throw this.#fault;
    if (this.#disposing === undefined) return;
    throw new Refusal("ledger.unavailable", "the ledger is being closed");
  }

  #send(worker: Worker, pending: PendingRequests, request: object): Promise<unknown> {
    const { id, answer } = pending.add(this.#options.clock.now().monoNs);
    try {
      worker.postMessage({ ...request, id });
    } catch (error) {
      // What cannot be cloned never left this thread.
      pending.take(id);
      throw error;
    }
    return answer;
  }

  #onWriterMessage(message: WriterMessage): void {
    switch (message.kind) {
      case "opened":
        this.#identity = message;
        this.#head = message.head;
        this.#setProjections(message.projections);
        this.#opening.resolve();
        return;
      case "not-opened":
        this.#opening.reject(new LedgerOpenError(message.code, message.message));
        this.#fail(new LedgerOpenError(message.code, message.message));
        return;
      case "committed":
        this.#onCommitted(message);
        return;
      case "projections":
        this.#setProjections(message.state);
        return;
      case "fatal":
        this.#fail(message.error);
        return;
      case "closed":
        return;
    }
  }

  #setProjections(state: ProjectionProgress): void {
    this.#projections = state;
    if (state.ready) this.#ready.resolve();
  }

  #onCommitted(batch: Extract<WriterMessage, { kind: "committed" }>): void {
    const entries = batch.entries.map(openWire);
    this.#head = entries.at(-1)?.entry.seq ?? this.#head;
    const now = this.#options.clock.now().monoNs;
    let oldest = now;
    const settled: (() => void)[] = [];
    for (const reply of batch.replies) {
      const waiting = this.#writes.take(reply.id);
      if (waiting === undefined) continue;
      if (waiting.since < oldest) oldest = waiting.since;
      settled.push(() => {
        if (reply.kind === "refused") waiting.reject(refusal(reply.refusal));
        else if (reply.kind === "failed") waiting.reject(new Error(reply.message));
        else if (reply.entries !== undefined) {
          const own = entries.slice(reply.entries.from, reply.entries.to);
          waiting.resolve({ result: reply.result, entries: own });
        } else waiting.resolve(reply.readings);
      });
    }
    const durationMs = Number(now - oldest) / 1e6;
    const readings = batch.readings.to - batch.readings.from;
    this.#stats.add({ durationMs, entries: entries.length, readings });
    for (const settle of settled) settle();
    if (entries.length === 0 && readings === 0) return;
    const commit = { entries, readings: batch.readings, durationMs };
    for (const listener of this.#commitListeners) listener(commit);
  }

  #onReaderMessage(message: ReaderMessage): void {
    const waiting = this.#reads.take(message.id);
    if (waiting === undefined) return;
    const durationMs = Number(this.#options.clock.now().monoNs - waiting.since) / 1e6;
    if (durationMs > SLOW_QUERY_MS) {
      this.#options.log.warn({ durationMs }, "a query of the ledger took long");
    }
    if (message.kind === "refused") waiting.reject(refusal(message.refusal));
    else if (message.kind === "failed") waiting.reject(message.error);
    else waiting.resolve(message.result);
  }

  #onWorkerEnd(role: string, error: Error | undefined): void {
    if (this.#disposing !== undefined && error === undefined) return;
    this.#fail(error ?? new Error(`the ledger's ${role} worker ended unexpectedly`));
  }

  #fail(error: Error): void {
    if (this.#fault !== undefined) return;
    this.#fault = error;
    this.#writes.rejectAll(error);
    this.#reads.rejectAll(error);
    this.#opening.reject(error);
    this.#ready.reject(error);
    this.#failure.reject(error);
    for (const listener of this.#fatalListeners) listener(error);
  }

  /** Ends the workers at once, after a failed opening. */
  async abandon(): Promise<void> {
    this.#disposing ??= Promise.resolve();
    await Promise.all([this.#writer.terminate(), this.#reader.terminate()]);
    this.#options.lock[Symbol.dispose]();
  }

  /** Waits for what was handed over, checkpoints, ends the workers, frees the directory. */
  [Symbol.asyncDispose](): Promise<void> {
    this.#disposing ??= this.#dispose();
    return this.#disposing;
  }

  async #dispose(): Promise<void> {
    if (this.#fault !== undefined) {
      await Promise.all([this.#writer.terminate(), this.#reader.terminate()]);
      this.#options.lock[Symbol.dispose]();
      return;
    }
    const hung: string[] = [];
    // Readers first: an open read would keep the writer from emptying the write-ahead log.
    await endWorker(this.#reader, "reader", hung);
    await endWorker(this.#writer, "writer", hung);
    this.#options.lock[Symbol.dispose]();
    if (hung.length === 0) return;
    const queued = this.#writes.size;
    const error = new Error(
      `the ledger's ${hung.join(" and ")} did not end within ${DISPOSE_DEADLINE_MS} ms, ${queued} requests queued`,
    );
    this.#writes.rejectAll(error);
    this.#reads.rejectAll(error);
    throw error;
  }
}

/** Asks a worker to end; after the deadline ends it by force and notes its name. */
async function endWorker(worker: Worker, role: string, hung: string[]): Promise<void> {
  const ended = new Promise<boolean>((resolve) => worker.once("exit", () => resolve(true)));
  worker.postMessage({ id: 0, kind: "close" });
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), DISPOSE_DEADLINE_MS);
  });
  const isEnded = await Promise.race([ended, deadline]);
  clearTimeout(timer);
  if (isEnded) return;
  hung.push(role);
  await worker.terminate();
}

function openWire({ entry, text, leaf }: WireEntry): StoredEntry {
  return { entry, body: JSON.parse(text), leaf };
}

function refusal({ code, message, details }: Pick<Refusal, "code" | "message" | "details">) {
  return new Refusal(code, message, details);
}

function rebuilding({ done, total }: ProjectionProgress): Refusal {
  const message = `tables are being rebuilt: ${done} of ${total} entries`;
  return new Refusal("projection.rebuilding", message, { done, total });
}
