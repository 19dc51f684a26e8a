/**
 * The runs a rig has finished, on their way into the ledger one after the other. A run here has
 * ended: nothing is measured into it any more, and how it ended is decided.
 */
import type { Instant } from "../../../drivers/contract.ts";
import type { RunRecord } from "../../domain/run.ts";
import { isUnavailable } from "../../ledger/passing.ts";
import type { WireCut } from "../black-box/black-box.ts";
import type { ActiveRun } from "./active-run.ts";

export interface FinishedRun {
  readonly active: ActiveRun;
  readonly at: Instant;
  /** As it ended; the hashes of its blobs are added when they are stored. */
  readonly record: RunRecord;
  /** What was on its ports, cut out when it ended; none where it is not to be kept. */
  readonly wire: readonly WireCut[];
}

/** Keeps each run until it is stored. */
export class FinishedRuns {
  readonly #store: (run: FinishedRun) => Promise<void>;
  readonly #runs: FinishedRun[] = [];
  readonly #failed = Promise.withResolvers<never>();
  #draining: Promise<void> | undefined;

  /**
   * `store` waits by itself while the ledger has no room; it throws `ledger.unavailable` only where
   * the gateway stops.
   */
  constructor(store: (run: FinishedRun) => Promise<void>) {
    this.#store = store;
    // Told to whoever listens to `failed`; a keeper without a session has nobody.
    this.#failed.promise.catch(() => undefined);
  }

  /** Not stored yet, the oldest first. */
  get runs(): readonly ActiveRun[] {
    return this.#runs.map(({ active }) => active);
  }

  /** Rejects where a run can not be stored for a reason that does not pass. Never resolves. */
  get failed(): Promise<never> {
    return this.#failed.promise;
  }

  /** Takes a run; returns at once. */
  add(run: FinishedRun): void {
    this.#runs.push(run);
    this.#drain().catch(this.#failed.reject);
  }

  /**
   * Resolves with true when every run is stored, with false where the gateway stops before.
   * Rejects as `failed` does.
   */
  async stored(): Promise<boolean> {
    await this.#drain();
    return this.#runs.length === 0;
  }

  async #drain(): Promise<void> {
    if (this.#runs.length === 0) return;
    this.#draining ??= this.#storeAll();
    await this.#draining;
  }

  async #storeAll(): Promise<void> {
    try {
      for (let run = this.#runs[0]; run !== undefined; run = this.#runs[0]) {
        await this.#store(run);
        this.#runs.shift();
      }
    } catch (error) {
      if (!isUnavailable(error)) throw error;
    } finally {
      this.#draining = undefined;
    }
  }
}
