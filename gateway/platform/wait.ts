/** Waiting that ends early when it is told to. */
import { setTimeout as delay } from "node:timers/promises";

/** Resolves after that time, or at once when the signal aborts; never rejects. */
export async function wait(ms: number, signal: AbortSignal): Promise<void> {
  // An aborted wait is an early end of it, and the caller looks at the signal anyway.
  await delay(ms, undefined, { signal }).catch(() => undefined);
}
