/** The ledger's face in the gateway's thread: hands over, waits, tells. Touches no disk. */
import type { Clock, Log } from "../../../drivers/contract.ts";
import { checkReading } from "../../telemetry/check-reading.ts";
import type { Reading } from "../../telemetry/contract.ts";
import {
  type Account,
  type CommandContext,
  type CommitListener,
  type Executed,
  type Fate,
  type NumberedReading,
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
  type Stream,
} from "../contract.ts";
import type { LedgerInfo, LedgerStats, ProjectionProgress } from "../health.ts";
import type { ReaderRequest, WriterRequest, WriterSetup } from "../messages.ts";
import type { OpenedLedger } from "../opened-ledger.ts";
import { ReaderClient } from "./reader-client.ts";
import type { Unnumbered } from "./worker-link.ts";
import { WriterClient } from "./writer-client.ts";

export interface LedgerClientOptions {
  readonly writerUrl: URL;
  readonly readerUrl: URL;
  readonly clock: Clock;
  readonly log: Log;
  readonly setup: WriterSetup;
  /** Disposed last: then another process may have the directory. */
  readonly lock: Disposable;
}

/** Stopping has a deadline, for each of the two workers. */
const END_DEADLINE_MS = 2000;

/** The opened ledger: two workers, one fate. See contract.ts for what each call promises. */
export class LedgerClient<R extends Rules, Q extends Queries> implements OpenedLedger<R, Q> {
  readonly #options: LedgerClientOptions;
  readonly #writer: WriterClient;
  readonly #reader: ReaderClient;
  readonly #failure = Promise.withResolvers<never>();
  readonly #fatalListeners = new Set<(error: Error) => void>();
  #fault: Error | undefined;
  #disposing: Promise<void> | undefined;

  constructor(options: LedgerClientOptions) {
    const { setup, clock, log } = options;
    const onFault = (error: Error): void => this.#fail(error);
    this.#options = options;
    this.#failure.promise.catch(() => undefined);
    this.#writer = new WriterClient({ url: options.writerUrl, setup, clock, onFault });
    const { directory } = setup;
    this.#reader = new ReaderClient({
      url: options.readerUrl,
      setup: { directory },
      clock,
      log,
      onFault,
    });
  }

  /** Resolves when the writer has opened the directory; rejects with LedgerOpenError. */
  get opened(): Promise<void> {
    return this.#writer.opened;
  }

  get failed(): Promise<never> {
    return this.#failure.promise;
  }

  get origin(): string {
    return this.#writer.identity?.origin ?? "";
  }

  get damage(): string | undefined {
    return this.#writer.identity?.damage;
  }

  get info(): LedgerInfo {
    const { directory, demo } = this.#options.setup;
    const { logId = "", gatewayId = "" } = this.#writer.identity ?? {};
    return { logId, gatewayId, demo, head: this.#writer.head, directory };
  }

  async execute<Name extends keyof R & string>(
    name: Name,
    input: RuleInput<R[Name]>,
    context: CommandContext,
  ): Promise<Executed<RuleResult<R[Name]>>> {
    const recordedAt = this.#nowUs();
    return (await this.#write({ kind: "execute", name, input, context, recordedAt })) as Executed<
      RuleResult<R[Name]>
    >;
  }

  async appendReadings(readings: readonly Reading[]): Promise<Range> {
    for (const reading of readings) checkReading(reading);
    return (await this.#write({ kind: "readings", readings, recordedAt: this.#nowUs() })) as Range;
  }

  async declareSinks(sinks: readonly SinkDeclaration[]): Promise<void> {
    await this.#write({ kind: "declare", sinks, recordedAt: this.#nowUs() });
  }

  async settle(input: SettleInput): Promise<void> {
    await this.#write({ kind: "settle", input, recordedAt: this.#nowUs() });
  }

  async removeTelemetry(firsts: readonly number[]): Promise<void> {
    await this.#write({ kind: "remove-telemetry", firsts, recordedAt: this.#nowUs() });
  }

  async checkpoint(): Promise<void> {
    await this.#write({ kind: "checkpoint", recordedAt: this.#nowUs() });
  }

  async ask<Name extends keyof Q & string>(
    name: Name,
    input: QueryInput<Q[Name]>,
  ): Promise<QueryResult<Q[Name]>> {
    const { ready, done, total } = this.#writer.projections;
    if (!ready) {
      const message = `tables are being rebuilt: ${done} of ${total} entries`;
      throw new Refusal("projection.rebuilding", message, { done, total });
    }
    return (await this.#read({ kind: "ask", name, input })) as QueryResult<Q[Name]>;
  }

  async debt(sink: string): Promise<readonly SinkDebt[]> {
    return (await this.#read({ kind: "debt", sink })) as readonly SinkDebt[];
  }

  async accounts(): Promise<readonly Account[]> {
    return (await this.#read({ kind: "accounts" })) as readonly Account[];
  }

  async fates(stream: Stream, position: number): Promise<readonly Fate[]> {
    return (await this.#read({ kind: "fates", stream, position })) as readonly Fate[];
  }

  async entries(fromSeq: number, limit: number): Promise<readonly StoredEntry[]> {
    return (await this.#read({ kind: "entries", fromSeq, limit })) as readonly StoredEntry[];
  }

  async readings(range: Range, limit: number): Promise<readonly NumberedReading[]> {
    return (await this.#read({ kind: "readings", range, limit })) as readonly NumberedReading[];
  }

  onCommit(listener: CommitListener): () => void {
    return this.#writer.onCommit(listener);
  }

  onFatal(listener: (error: Error) => void): () => void {
    this.#fatalListeners.add(listener);
    return () => this.#fatalListeners.delete(listener);
  }

  queued(): number {
    return this.#writer.queued;
  }

  stats(): LedgerStats {
    return this.#writer.readStats();
  }

  projectionState(): ProjectionProgress {
    return this.#writer.projections;
  }

  whenReady(): Promise<void> {
    return this.#writer.ready;
  }

  /** Ends the workers at once and frees the directory, after a failed opening. */
  async abandon(): Promise<void> {
    this.#disposing ??= Promise.resolve();
    await Promise.all([this.#writer.terminate(), this.#reader.terminate()]);
    this.#options.lock[Symbol.dispose]();
  }

  /** Waits for what was handed over, checkpoints, ends the workers, frees the directory. */
  [Symbol.asyncDispose](): Promise<void> {
    this.#disposing ??= this.#fault === undefined ? this.#end() : this.abandon();
    return this.#disposing;
  }

  #nowUs(): number {
    return this.#options.clock.now().utcUs;
  }

  #write(request: Unnumbered<WriterRequest>): Promise<unknown> {
    this.#refuseUnavailable();
    return this.#writer.send(request);
  }

  #read(request: Unnumbered<ReaderRequest>): Promise<unknown> {
    this.#refuseUnavailable();
    return this.#reader.send(request);
  }

  #refuseUnavailable(): void {
    if (this.#fault !== undefined) throw this.#fault;
    if (this.#disposing === undefined) return;
    throw new Refusal("ledger.unavailable", "the ledger is being closed");
  }

  #fail(error: Error): void {
    if (this.#fault !== undefined) return;
    this.#fault = error;
    this.#writer.fail(error);
    this.#reader.fail(error);
    this.#failure.reject(error);
    for (const listener of this.#fatalListeners) listener(error);
  }

  async #end(): Promise<void> {
    // Readers first: an open read would keep the writer from emptying the write-ahead log.
    const isReaderEnded = await this.#reader.end(END_DEADLINE_MS);
    const isWriterEnded = await this.#writer.end(END_DEADLINE_MS);
    // A writer that hangs may still write: its directory stays taken until the process ends.
    if (isWriterEnded) this.#options.lock[Symbol.dispose]();
    if (isReaderEnded && isWriterEnded) return;
    const hung = [isReaderEnded ? "" : "reader", isWriterEnded ? "" : "writer"].filter(Boolean);
    const error = new Error(
      `the ledger's ${hung.join(" and ")} did not end within ${END_DEADLINE_MS} ms; ${this.queued()} requests were not stored`,
    );
    this.#writer.fail(error);
    this.#reader.fail(error);
    throw error;
  }
}
