/**
 * Where all rigs' readings meet on their way to stable storage: what arrives while one batch is
 * being written goes out with the next one, so a busy disk makes batches larger, not queues longer.
 * A batch leaves the queue when it is durable, so one that was refused is the next to be tried.
 */
import { setTimeout as delay } from "node:timers/promises";
import type { Range, Refusal } from "../ledger/contract.ts";
import { isUnavailable } from "../ledger/passing.ts";
import type { Reading } from "../telemetry/contract.ts";
import { RETRY_DELAY_MS } from "./ledger-patience.ts";

/** Readings that may wait for the writer before their rigs are held back, and their memory. */
const WAITING_MAX = 50_000;
const WAITING_BYTES_MAX = 32_000_000;

/** One message to the writer: other rigs' commands wait no longer than it takes. */
const BATCH_MAX = 5_000;
const BATCH_BYTES_MAX = 4_000_000;

export interface TelemetryIntake {
  /**
   * Takes one reading. False where the intake is full: the rig then waits for `flushed`, and its
   * wire's own buffer is the next bound.
   */
  add(reading: Reading): boolean;
  /**
   * Resolves when everything added before is durable, whatever is added after. While the ledger
   * has no room it waits; with `signal` aborted it rejects with that refusal instead. Rejects
   * where the ledger failed.
   */
  flushed(signal?: AbortSignal): Promise<void>;
  /** Readings that wait now. */
  readonly waiting: number;
  /** Why the ledger takes no readings now, though it will again. */
  readonly trouble: Refusal | undefined;
}

export interface TelemetryIntakeOptions {
  /** Told of each batch when it is durable. */
  readonly onDurable?: (readings: readonly Reading[]) => void;
  /**
   * A pause of some milliseconds between two batches of a steady flow, so that a fast disk is not
   * asked to sync a handful of readings at a time. Nobody who waits for `flushed` waits for it
   * more than once.
   */
  readonly gather?: () => Promise<void>;
  /** Between two tries while the ledger has no room. */
  readonly retryDelayMs?: number;
}

type Append = (readings: readonly Reading[]) => Promise<Range>;

/**
 * `append` must resolve when its readings are durable. Refused with `ledger.unavailable` it is
 * tried again with the same readings; any other failure fails every later call.
 */
export function openTelemetryIntake(
  append: Append,
  options: TelemetryIntakeOptions = {},
): TelemetryIntake {
  return new BatchingIntake(append, options);
}

class BatchingIntake implements TelemetryIntake {
  readonly #append: Append;
  readonly #options: TelemetryIntakeOptions;
  /** Everything that is not durable yet, the oldest first. */
  readonly #queue: Reading[] = [];
  #queueBytes = 0;
  #added = 0;
  #durable = 0;
  #flushing = 0;
  #isDraining = false;
  #trouble: Refusal | undefined;
  #failure: { readonly error: unknown } | undefined;
  /** Resolves with the next batch that was tried. */
  #tried = Promise.withResolvers<void>();

  constructor(append: Append, options: TelemetryIntakeOptions) {
    this.#append = append;
    this.#options = options;
  }

  get waiting(): number {
    return this.#queue.length;
  }

  get trouble(): Refusal | undefined {
    return this.#trouble;
  }

  add(reading: Reading): boolean {
    this.#queue.push(reading);
    this.#queueBytes += bytesOf(reading);
    this.#added += 1;
    if (!this.#isDraining) this.#start();
    return this.#queue.length < WAITING_MAX && this.#queueBytes < WAITING_BYTES_MAX;
  }

  async flushed(signal?: AbortSignal): Promise<void> {
    const goal = this.#added;
    this.#flushing += 1;
    try {
      while (this.#durable < goal) {
        if (this.#failure !== undefined) throw this.#failure.error;
        if (this.#trouble !== undefined && signal?.aborted) throw this.#trouble;
        await this.#tried.promise;
      }
    } finally {
      this.#flushing -= 1;
    }
  }

  /** Begun in a microtask, so that all readings of one chunk share the first batch. */
  #start(): void {
    this.#isDraining = true;
    Promise.resolve()
      .then(() => this.#drain())
      // Whoever waits is told; it stays "draining", so that nothing is appended any more.
      .catch((error: unknown) => {
        this.#failure = { error };
        this.#tellTried();
      });
  }

  async #drain(): Promise<void> {
    const { gather, retryDelayMs = RETRY_DELAY_MS } = this.#options;
    for (let isFirst = true; this.#queue.length > 0; isFirst = false) {
      if (!isFirst && this.#flushing === 0) await gather?.();
      await this.#write(firstBatch(this.#queue));
      this.#tellTried();
      // A gateway that has stopped must not be kept alive by a disk that stays full.
      if (this.#trouble !== undefined) await delay(retryDelayMs, undefined, { ref: false });
    }
    this.#isDraining = false;
  }

  async #write(batch: readonly Reading[]): Promise<void> {
    try {
      await this.#append(batch);
    } catch (error) {
      if (!isUnavailable(error)) throw error;
      this.#trouble = error;
      return;
    }
    this.#trouble = undefined;
    this.#queue.splice(0, batch.length);
    this.#queueBytes -= batch.reduce((total, reading) => total + bytesOf(reading), 0);
    this.#durable += batch.length;
    this.#options.onDurable?.(batch);
  }

  #tellTried(): void {
    this.#tried.resolve();
    this.#tried = Promise.withResolvers();
  }
}

/** From the front: at least one reading, at most what one message to the writer may hold. */
function firstBatch(queue: readonly Reading[]): readonly Reading[] {
  let length = 0;
  let bytes = 0;
  for (const reading of queue) {
    bytes += bytesOf(reading);
    if (length > 0 && (length === BATCH_MAX || bytes > BATCH_BYTES_MAX)) break;
    length += 1;
  }
  return queue.slice(0, length);
}

/** About what a reading takes in memory and in a message; only texts can make one large. */
function bytesOf({ channel, unit, step = "", value }: Reading): number {
  const text = typeof value === "string" ? value.length : 0;
  return 100 + 2 * (channel.length + unit.length + step.length + text);
}
