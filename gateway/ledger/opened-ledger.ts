/** The ledger as the process that opened it sees it. */
import type { Ledger, Queries, Rules } from "./contract.ts";
import type { LedgerStats, ProjectionProgress } from "./health.ts";

/** What only the composition and the upkeep need, beside the ledger that everybody has. */
export interface OpenedLedger<R extends Rules, Q extends Queries> extends Ledger<R, Q> {
  /** Origin line of the Merkle log; begins with `demo/` in a demo. */
  readonly origin: string;
  /** What this start found wrong with the end of the log before, which a new log follows. */
  readonly damage: string | undefined;
  /** Resolves when the files of these sealed segments are gone. */
  removeTelemetry(firsts: readonly number[]): Promise<void>;
  /** Resolves when everything so far is covered by a signed checkpoint. */
  checkpoint(): Promise<void>;
  /**
   * Rejects when a worker ended on its own: the process must end and start again. Never resolves.
   * Marked as handled: whoever composes the process must listen here or by `onFatal`.
   */
  readonly failed: Promise<never>;
  onFatal(listener: (error: Error) => void): () => void;
  /** Requests not yet durable; bounded. */
  queued(): number;
  stats(): LedgerStats;
  projectionState(): ProjectionProgress;
  /** Resolves when every projection is built; rejects when the ledger failed. */
  whenReady(): Promise<void>;
}
