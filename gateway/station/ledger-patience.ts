/** What a rig does while the ledger has no room: a full disk or a full queue passes. */
import { setTimeout as delay } from "node:timers/promises";
import { Refusal } from "../ledger/contract.ts";
import { isForLater, isUnavailable } from "../ledger/passing.ts";

/** Between two tries; a disk that was full is mended by a person. */
export const RETRY_DELAY_MS = 200;

/** Throws what a failed write of a file is to a run: a full disk is the ledger's own refusal. */
export function refuseFullDisk(error: unknown): never {
  if (!(error instanceof Error && "code" in error && error.code === "ENOSPC")) throw error;
  throw new Refusal("ledger.unavailable", "the disk of the data directory is full");
}

/** When it is tried again, and when no more. */
export interface Retry {
  /** Resolves after that time, or at once when the signal aborts. */
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly signal: AbortSignal;
}

/**
 * Repeats work that may be done late, until it is done or the signal aborts. Throws at once what
 * does not pass by itself.
 */
export async function untilDone(work: () => Promise<void>, { wait, signal }: Retry): Promise<void> {
  for (;;) {
    try {
      await work();
      return;
    } catch (error) {
      if (!isForLater(error)) throw error;
    }
    await wait(RETRY_DELAY_MS, signal);
    if (signal.aborted) return;
  }
}

/** Repeats what the ledger has no room for, until it has, or until the gateway stops. */
export class LedgerPatience {
  readonly #retryDelayMs: number;
  readonly #stop = new AbortController();
  #trouble: Refusal | undefined;

  constructor(retryDelayMs = RETRY_DELAY_MS) {
    this.#retryDelayMs = retryDelayMs;
  }

  /** Why something waits now. */
  get trouble(): Refusal | undefined {
    return this.#trouble;
  }

  /** Aborted once nothing is waited for any more. */
  get stop(): AbortSignal {
    return this.#stop.signal;
  }

  /** From now on, what the ledger has no room for is thrown. */
  end(): void {
    this.#stop.abort();
  }

  /** The result of `work`. Throws at once what does not pass by itself. */
  async repeat<Result>(work: () => Promise<Result>): Promise<Result> {
    for (;;) {
      try {
        const result = await work();
        this.#trouble = undefined;
        return result;
      } catch (error) {
        this.#trouble = isUnavailable(error) ? error : undefined;
        if (this.#trouble === undefined || this.stop.aborted) throw error;
      }
      await delay(this.#retryDelayMs);
    }
  }
}
