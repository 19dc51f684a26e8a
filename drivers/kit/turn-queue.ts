/** Whose turn it is on a wire that answers one question at a time: commands before polls. */
import { DriverError } from "../contract.ts";

/** More of them waiting is a fault of the caller. */
const WAITING_MAX = 1_000;

interface Turn {
  readonly run: () => Promise<void>;
  readonly refuse: (error: unknown) => void;
  isGivenUp: boolean;
}

/** One turn at a time, each to its end: an answer must not meet the next one's question. */
export class TurnQueue {
  readonly #commands: Turn[] = [];
  readonly #polls: Turn[] = [];
  #isBusy = false;
  #closed: { readonly error: unknown } | undefined;

  /**
   * Does `work` when its turn comes and gives its result. On abort it rejects with the signal's
   * reason at once; work that had begun goes on to its end all the same.
   */
  take<T>(rank: "command" | "poll", work: () => Promise<T>, signal: AbortSignal): Promise<T> {
    if (signal.aborted) return Promise.reject(signal.reason);
    if (this.#closed !== undefined) return Promise.reject(this.#closed.error);
    const queue = rank === "command" ? this.#commands : this.#polls;
    if (queue.length >= WAITING_MAX) {
      const message = `${WAITING_MAX} requests wait for one port`;
      return Promise.reject(new DriverError("wire.overrun", message));
    }
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    const abort = () => {
      turn.isGivenUp = true;
      reject(signal.reason);
    };
    const leave = () => signal.removeEventListener("abort", abort);
    const turn: Turn = {
      isGivenUp: false,
      run: () => work().then(resolve, reject).finally(leave),
      refuse: (error) => {
        leave();
        reject(error);
      },
    };
    signal.addEventListener("abort", abort, { once: true });
    queue.push(turn);
    this.#next();
    return promise;
  }

  /** Rejects all that wait and all that come. What runs is ended by its own wire. */
  close(error: unknown): void {
    this.#closed ??= { error };
    for (const turn of [...this.#commands.splice(0), ...this.#polls.splice(0)]) {
      turn.refuse(error);
    }
  }

  #next(): void {
    if (this.#isBusy) return;
    let turn = this.#commands.shift() ?? this.#polls.shift();
    while (turn?.isGivenUp) turn = this.#commands.shift() ?? this.#polls.shift();
    if (turn === undefined) return;
    this.#isBusy = true;
    // Its own promise tells how it ended; this one never rejects.
    void turn.run().finally(() => {
      this.#isBusy = false;
      this.#next();
    });
  }
}
