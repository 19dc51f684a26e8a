/**
 * Where all rigs' readings meet on their way to stable storage: what arrives while one batch is
 * being written goes out as the next one, so a busy disk makes batches larger, not queues longer.
 */
import type { Range } from "../ledger/contract.ts";
import type { Reading } from "../telemetry/contract.ts";

/** Readings that may wait for the writer before their rigs are held back. */
const WAITING_MAX = 50_000;

export interface TelemetryIntake {
  /**
   * Takes one reading. False where the intake is full: the rig then waits for `flushed`, and its
   * wire's own buffer is the next bound.
   */
  add(reading: Reading): boolean;
  /** Resolves when everything added before is durable. Rejects where the ledger failed. */
  flushed(): Promise<void>;
  /** Readings that wait now. */
  readonly waiting: number;
}

export interface TelemetryIntakeOptions {
  /** Told of each batch when it is durable. */
  readonly onDurable?: (readings: readonly Reading[]) => void;
  /**
   * A pause of some milliseconds between two batches of a steady flow, so that a fast disk is not
   * asked to sync a handful of readings at a time. Nobody who waits for `flushed` waits for it
   * more than once.
   */
  readonly gather?: () => Promise<void>;
}

/**
 * `append` must resolve when its readings are durable; its failure fails every later call.
 */
export function openTelemetryIntake(
  append: (readings: readonly Reading[]) => Promise<Range>,
  { onDurable = () => undefined, gather }: TelemetryIntakeOptions = {},
): TelemetryIntake {
  let next: Reading[] = [];
  let writing: Promise<void> | undefined;
  let inFlight = 0;
  let flushing = 0;

  async function drain(): Promise<void> {
    for (let isFirst = true; next.length > 0; isFirst = false) {
      if (!isFirst && flushing === 0) await gather?.();
      const batch = next;
      next = [];
      inFlight = batch.length;
      await append(batch);
      inFlight = 0;
      onDurable(batch);
    }
    writing = undefined;
  }

  function start(): Promise<void> {
    // Begun in a microtask, so that all readings of one chunk share the first batch.
    writing ??= Promise.resolve().then(drain);
    return writing;
  }

  return {
    add(reading) {
      next.push(reading);
      // A failed ledger ends the process by its own word; here nobody may be left unhandled.
      start().catch(() => undefined);
      return next.length < WAITING_MAX;
    },
    async flushed() {
      flushing += 1;
      try {
        while (next.length > 0 || writing !== undefined) await (writing ?? start());
      } finally {
        flushing -= 1;
      }
    },
    get waiting() {
      return next.length + inFlight;
    },
  };
}
