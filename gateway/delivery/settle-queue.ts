/** Collects what became of positions and tells the ledger in batches, one batch at a time. */
import type { Log } from "../../drivers/contract.ts";
import {
  type Ledger,
  type Queries,
  type Range,
  Refusal,
  type Rules,
  type SettleInput,
  type Stream,
} from "../ledger/contract.ts";
import type { Wait } from "./broker-session.ts";
import { normalize, subtract } from "./schedule/ranges.ts";

/** What delivery needs of the ledger. */
export type DeliveryLedger = Pick<
  Ledger<Rules, Queries>,
  "info" | "declareSinks" | "settle" | "debt" | "accounts" | "entries" | "readings" | "onCommit"
>;

export type SettledAs = Pick<SettleInput, "as" | "reason" | "attempts">;

interface Group extends SettledAs {
  readonly stream: Stream;
  ranges: Range[];
}

/** A full disk is asked again after this. */
const RETRY_MS = 1_000;

export interface SettleQueueOptions {
  readonly ledger: Pick<DeliveryLedger, "settle">;
  readonly sink: string;
  readonly wait: Wait;
  /** Aborted at disposal: what the ledger has no room for then stays debt and is sent again. */
  readonly signal: AbortSignal;
  readonly log: Log;
  /** The ledger has it: these positions are out of the debt. */
  readonly onSettled: (stream: Stream, ranges: readonly Range[]) => void;
  /** The ledger failed at a settlement, for want of room excepted: nobody can go on. */
  readonly onFailure: (error: unknown) => void;
}

/** Settlements of one sink, in batches: what comes while the ledger syncs is the next one. */
export class SettleQueue {
  readonly #options: SettleQueueOptions;
  #groups = new Map<string, Group>();
  #isRefused = false;
  /** Positions that are settled as soon as the ledger says so: not to be sent again. */
  readonly #pending: Record<Stream, Range[]> = { ledger: [], telemetry: [] };
  #running: Promise<void> | undefined;

  constructor(options: SettleQueueOptions) {
    this.#options = options;
  }

  add(stream: Stream, ranges: readonly Range[], settled: SettledAs): void {
    if (ranges.length === 0) return;
    this.#collect({ stream, ...settled, ranges: [...ranges] });
    this.#pending[stream] = normalize([...this.#pending[stream], ...ranges]);
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined;
    });
  }

  pending(stream: Stream): readonly Range[] {
    return this.#pending[stream];
  }

  /** Resolves when all that was added is in the ledger, or given up after the abort. */
  async idle(): Promise<void> {
    while (this.#running !== undefined) await this.#running;
  }

  #collect({ ranges, ...rest }: Group): void {
    const key = `${rest.stream} ${rest.as} ${rest.attempts ?? ""} ${rest.reason ?? ""}`;
    const group = this.#groups.get(key) ?? { ...rest, ranges: [] };
    group.ranges = normalize([...group.ranges, ...ranges]);
    this.#groups.set(key, group);
  }

  async #run(): Promise<void> {
    const { wait, signal, onFailure } = this.#options;
    try {
      // What arrives while the ledger syncs is the next batch.
      while (this.#groups.size > 0) {
        const groups = [...this.#groups.values()];
        this.#groups = new Map();
        const taken = await Promise.all(groups.map((group) => this.#settle(group)));
        if (taken.every(Boolean)) this.#isRefused = false;
        else if (signal.aborted) return;
        else await wait(RETRY_MS, signal);
      }
    } catch (error) {
      onFailure(error);
    }
  }

  /** False where the disk is full: the group goes again, for settling twice counts once. */
  async #settle(group: Group): Promise<boolean> {
    const { ledger, sink, onSettled } = this.#options;
    try {
      await ledger.settle({ sink, ...group });
    } catch (error) {
      if (!(error instanceof Refusal) || error.code !== "ledger.unavailable") throw error;
      this.#collect(group);
      this.#tellRefused(error);
      return false;
    }
    this.#pending[group.stream] = subtract(this.#pending[group.stream], group.ranges);
    onSettled(group.stream, group.ranges);
    return true;
  }

  #tellRefused({ code, message }: Refusal): void {
    if (this.#isRefused) return;
    this.#isRefused = true;
    this.#options.log.warn({ sink: this.#options.sink, code }, message);
  }
}
