/** A bound on waiting: everything that touches a wire has one. */

export interface Deadline {
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
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
