/** The lines beside the data: DTR, RTS, break, and the adapter's low latency. */
import { setTimeout as delay } from "node:timers/promises";
import { DriverError } from "../../contract.ts";
import type { SerialSettings } from "./serial-settings.ts";

/** The part of serialport that drives them; every call sets all, what is not named to a default. */
export interface SignalPort {
  set(signals: Signals, done: (error: Error | null | undefined) => void): void;
}

export interface Signals {
  readonly dtr: boolean;
  readonly rts: boolean;
  readonly brk: boolean;
  readonly lowLatency: boolean;
}

/**
 * Sets what the settings ask for, and sends the break. Touches nothing where they ask for nothing.
 * Throws DriverError `port.failed` where the device has no such lines, such as a pseudo-terminal,
 * and the signal's reason on abort, with the break ended.
 */
export async function setSignals(
  port: SignalPort,
  settings: SerialSettings,
  { gathers, description, signal }: SignalContext,
): Promise<void> {
  const { dtr = true, rts = true, breakMs = 0 } = settings;
  const asked = settings.dtr !== undefined || settings.rts !== undefined || breakMs > 0;
  const lowLatency = gathers && settings.lowLatency !== false;
  if (!asked && !lowLatency) return;
  // The kernel raised both at the opening: `true` is what they are.
  const rest: Signals = { dtr, rts, brk: false, lowLatency };
  try {
    if (breakMs > 0) {
      await set(port, { ...rest, brk: true });
      // An abort ends the break early; that the opening was given up is told below.
      await delay(breakMs, undefined, { signal }).catch(() => undefined);
    }
    await set(port, rest);
  } catch (cause) {
    const message = `${description}: DTR, RTS or break cannot be set`;
    throw new DriverError("port.failed", message, { cause });
  }
  signal.throwIfAborted();
}

export interface SignalContext {
  /** True for an adapter that gathers received bytes before it passes them on (FTDI). */
  readonly gathers: boolean;
  readonly description: string;
  readonly signal: AbortSignal;
}

function set(port: SignalPort, signals: Signals): Promise<void> {
  return new Promise((resolve, reject) => {
    port.set(signals, (error) => (error ? reject(error) : resolve()));
  });
}
