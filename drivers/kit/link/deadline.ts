/** A bound on waiting: everything that touches a wire has one. */

export interface Deadline {
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}

/**
 * One timer for many waits that follow each other. A wait that was over in time leaves it running
 * and the next one moves it, which costs a tenth of making and clearing one. So it may ring when
 * nobody waits any more: who is rung looks.
 */
export class DeadlineTimer {
  readonly #ring: () => void;
  #timer: NodeJS.Timeout | undefined;
  #timeoutMs = 0;

  /** `ring` is called `timeoutMs` after the latest `start`. */
  constructor(ring: () => void) {
    this.#ring = ring;
  }

  start(timeoutMs: number): void {
    if (this.#timer !== undefined && timeoutMs === this.#timeoutMs) {
      this.#timer.refresh();
      return;
    }
    clearTimeout(this.#timer);
    this.#timeoutMs = timeoutMs;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#ring();
    }, timeoutMs);
  }

  /** It does not ring any more, and does not keep the process alive. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}

/** The time was up. The work itself goes on unheard: the caller destroys what it worked on. */
export class DeadlineError extends Error {
  constructor(timeoutMs: number) {
    super(`no answer within ${timeoutMs} ms`);
    this.name = "DeadlineError";
  }
}

/**
 * The work's own result, or DeadlineError after `timeoutMs`, or the signal's reason on abort.
 * A result or failure that comes later is ignored.
 */
export function withDeadline<T>(work: Promise<T>, { timeoutMs, signal }: Deadline): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => finish(() => reject(new DeadlineError(timeoutMs))), timeoutMs);
    const abort = () => finish(() => reject(signal?.reason));
    const finish = (settle: () => void) => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", abort);
      settle();
    };
    signal?.addEventListener("abort", abort, { once: true });
    work.then(
      (value) => finish(() => resolve(value)),
      (error) => finish(() => reject(error)),
    );
    if (signal?.aborted) abort();
  });
}
