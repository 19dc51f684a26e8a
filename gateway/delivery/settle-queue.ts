/** Collects what became of positions and tells the ledger in batches, one batch at a time. */
import type { Ledger, Queries, Range, Rules, SettleInput, Stream } from "../ledger/contract.ts";
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

export interface SettleQueueOptions {
  readonly ledger: Pick<DeliveryLedger, "settle">;
  readonly sink: string;
  /** The ledger has it: these positions are out of the debt. */
  readonly onSettled: (stream: Stream, ranges: readonly Range[]) => void;
  /** The ledger did not take a settlement: nobody can go on. */
  readonly onFailure: (error: unknown) => void;
}

/** Settlements of one sink, in batches: what comes while the ledger syncs is the next one. */
export class SettleQueue {
  readonly #options: SettleQueueOptions;
  #groups = new Map<string, Group>();
  /** Positions that are settled as soon as the ledger says so: not to be sent again. */
  readonly #pending: Record<Stream, Range[]> = { ledger: [], telemetry: [] };
  #running: Promise<void> | undefined;

  constructor(options: SettleQueueOptions) {
    this.#options = options;
  }

  add(stream: Stream, ranges: readonly Range[], settled: SettledAs): void {
    if (ranges.length === 0) return;
    const key = `${stream} ${settled.as} ${settled.attempts ?? ""} ${settled.reason ?? ""}`;
    const group = this.#groups.get(key) ?? { stream, ...settled, ranges: [] };
    group.ranges.push(...ranges);
    this.#groups.set(key, group);
    this.#pending[stream] = normalize([...this.#pending[stream], ...ranges]);
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined;
    });
  }

  pending(stream: Stream): readonly Range[] {
    return this.#pending[stream];
  }

  /** Resolves when all that was added is in the ledger. */
  async idle(): Promise<void> {
    while (this.#running !== undefined) await this.#running;
  }

  async #run(): Promise<void> {
    try {
      // What arrives while the ledger syncs is the next batch.
      while (this.#groups.size > 0) {
        const groups = [...this.#groups.values()];
        this.#groups = new Map();
        await Promise.all(groups.map((group) => this.#settle(group)));
      }
    } catch (error) {
      this.#options.onFailure(error);
    }
  }

  async #settle({ ranges, ...rest }: Group): Promise<void> {
    const settled = normalize(ranges);
    await this.#options.ledger.settle({ sink: this.#options.sink, ...rest, ranges: settled });
    this.#pending[rest.stream] = subtract(this.#pending[rest.stream], settled);
    this.#options.onSettled(rest.stream, settled);
  }
}
