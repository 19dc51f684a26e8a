/** The only wait of the tests: poll for a condition until a deadline; never a fixed sleep. */
import { setTimeout as delay } from "node:timers/promises";

export interface UntilOptions {
  /** How long the condition may take; 20 s unless told. */
  readonly deadlineMs?: number;
  /** Pause between two looks; 10 ms unless told. */
  readonly everyMs?: number;
  /** What is awaited, for the message of the failure: "the run is delivered". */
  readonly what?: string;
}

type Falsy = false | undefined | null | 0 | "";

/**
 * Calls `condition` until it gives something truthy and returns that. An error thrown by the
 * condition ends the wait at once: a broken question is not a "not yet". Throws after
 * `deadlineMs`, saying what was awaited and what the condition gave last.
 */
export async function until<Value>(
  condition: () => Value | Promise<Value>,
  { deadlineMs = 20_000, everyMs = 10, what = condition.toString() }: UntilOptions = {},
): Promise<Exclude<Awaited<Value>, Falsy>> {
  const startedMs = performance.now();
  for (;;) {
    const value = await condition();
    if (value) return value as Exclude<Awaited<Value>, Falsy>;
    if (performance.now() - startedMs > deadlineMs) {
      throw new Error(`not within ${deadlineMs} ms: ${what} (last: ${String(value)})`);
    }
    await delay(everyMs);
  }
}
