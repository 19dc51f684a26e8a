/** The device's leave to send, where it gives it by the CTS line. */
import { setTimeout as delay } from "node:timers/promises";
import { type Deadline, DeadlineError } from "./deadline.ts";

/** The part of serialport that reads the line; an error where the device has none. */
export interface StatusPort {
  get(done: (error: Error | null | undefined, status?: { readonly cts: boolean }) => void): void;
}

const LOOK_EVERY_MS = 20;

/**
 * Returns when CTS is on, or cannot be read. Throws DeadlineError where it stays off: a UART
 * swallows 4 KB while it may not send, so a write alone would seem to succeed.
 */
export async function untilClearToSend(
  port: StatusPort,
  { timeoutMs, signal }: Deadline,
): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  while (!(await isClear(port))) {
    if (performance.now() >= deadline) throw new DeadlineError(timeoutMs);
    await delay(LOOK_EVERY_MS, undefined, signal && { signal });
  }
}

function isClear(port: StatusPort): Promise<boolean> {
  return new Promise((resolve) => {
    // Who cannot tell, such as a pseudo-terminal, does not forbid either.
    port.get((error, status) => resolve(error ? true : (status?.cts ?? true)));
  });
}
