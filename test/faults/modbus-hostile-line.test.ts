/**
 * Fault B1: not one wrong value in ten thousand exchanges of two units on a line that does its
 * worst, replies that come long after timeout and quiet time among it.
 */
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Clock } from "../../drivers/contract.ts";
import { exchangeHostilely } from "../support/hostile-exchanges.ts";

const EXCHANGES = 10_000;
/** Follows the virtual time, which moves Date. */
const clock: Clock = {
  now: () => ({ utcUs: Date.now() * 1_000, monoNs: BigInt(Date.now()) * 1_000_000n }),
};

beforeEach(() => {
  const toFake = ["setTimeout", "clearTimeout", "setImmediate", "clearImmediate", "Date"] as const;
  vi.useFakeTimers({ toFake: [...toFake] });
});
afterEach(() => {
  vi.useRealTimers();
});

describe.each(["rtu", "ascii", "tcp"] as const)("%s", (framing) => {
  const seeds = [1, Math.floor(Math.random() * 2 ** 31)];
  test.each(seeds)(
    "a value never comes from the wrong register (seed %i)",
    async (seed) => {
      const tally = await exchangeHostilely({
        ...{ framing, seed, clock, exchanges: EXCHANGES },
        advance: () => vi.advanceTimersToNextTimerAsync(),
      });
      expect(tally.wrong).toBe(0);
      // The line is not so hostile that nothing could go wrong, and every mischief took place.
      expect(tally.right).toBeGreaterThan(EXCHANGES / 2);
      expect(Math.min(...tally.mischief.values())).toBeGreaterThan(50);
      expect(tally.failed["request.timeout"]).toBeGreaterThan(500);
    },
    120_000,
  );
});
