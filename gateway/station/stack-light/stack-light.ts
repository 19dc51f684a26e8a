/**
 * One stack light: shows the latest state that is wanted, and nothing waits for it.
 *
 *   want(state) ─► (one write at a time, the latest wins) ─► write ─► failed? ─► alarm, again later
 */

export interface StackLightParts<State> {
  /** Rejects where the lamp can not be switched or the message not be sent. */
  readonly write: (state: State, signal: AbortSignal) => Promise<void>;
  /** Told once when writing begins to fail, and once when it works again. */
  readonly onTrouble: (trouble: Error | undefined) => void;
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** Between two tries of what failed. */
const RETRY_MS = 3_000;
/** A lamp that is switched later than this has failed. */
const LIMIT_MS = 5_000;

/** Holds a loop until it is disposed. */
export class StackLight<State> implements AsyncDisposable {
  readonly #parts: StackLightParts<State>;
  readonly #stop = new AbortController();
  #wanted: { readonly state: State } | undefined;
  #shown: { readonly state: State } | undefined;
  #isTroubled = false;
  #work: Promise<void> | undefined;

  constructor(parts: StackLightParts<State>) {
    this.#parts = parts;
  }

  /** Returns at once and never throws. */
  want(state: State): void {
    this.#wanted = { state };
    if (this.#stop.signal.aborted) return;
    this.#work ??= this.#switch().finally(() => {
      this.#work = undefined;
      // Between the last write and this, another state may have been wanted.
      const { state: latest } = this.#wanted ?? { state };
      if (latest !== this.#shown?.state) this.want(latest);
    });
  }

  /** What is known to be shown; undefined before the first, and while that is not known. */
  get shown(): State | undefined {
    return this.#shown?.state;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await this.#work;
  }

  async #switch(): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted && this.#wanted?.state !== this.#shown?.state) {
      const wanted = this.#wanted;
      if (wanted === undefined) return;
      const trouble = await this.#write(wanted.state);
      if (signal.aborted) return;
      this.#shown = trouble === undefined ? wanted : undefined;
      if (this.#isTroubled !== (trouble !== undefined)) this.#parts.onTrouble(trouble);
      this.#isTroubled = trouble !== undefined;
      if (trouble !== undefined) await this.#parts.wait(RETRY_MS, signal);
    }
  }

  async #write(state: State): Promise<Error | undefined> {
    const signal = AbortSignal.any([this.#stop.signal, AbortSignal.timeout(LIMIT_MS)]);
    try {
      await this.#parts.write(state, signal);
      return undefined;
    } catch (error) {
      // Whatever a lamp does, the station tests on: it becomes an alarm.
      return error instanceof Error ? error : new Error(String(error));
    }
  }
}
