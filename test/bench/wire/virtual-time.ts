/** Timers that wait for nobody: time jumps to the next one. */
import type { Clock } from "../../../drivers/contract.ts";

/** As much of Node's as is used; the oldest of several due at once is the first in its set. */
class Timer {
  dueMs = 0;
  readonly #arm: (timer: Timer) => void;
  readonly call: () => void;

  constructor(call: () => void, arm: (timer: Timer) => void) {
    this.call = call;
    this.#arm = arm;
    arm(this);
  }

  /** Also of one that has run, as Node has it. */
  refresh(): this {
    this.#arm(this);
    return this;
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }
}

export interface VirtualTime extends Disposable {
  readonly clock: Clock;
  /** Lets all that is settled take its effect, then runs the next timer. */
  readonly advance: () => Promise<void>;
}

const TIMER_FUNCTIONS = ["setTimeout", "clearTimeout", "setImmediate", "clearImmediate"] as const;

/**
 * Takes the place of this process's timers until it is disposed; only what begins and ends within
 * may run meanwhile.
 */
export function openVirtualTime(): VirtualTime {
  const real = Object.fromEntries(TIMER_FUNCTIONS.map((name) => [name, globalThis[name]]));
  const settle = globalThis.setImmediate;
  const timers = new Set<Timer>();
  let nowMs = 0;
  const add = (afterMs: number, call: () => void) =>
    new Timer(call, (timer) => {
      timers.delete(timer);
      timer.dueMs = nowMs + afterMs;
      timers.add(timer);
    });
  const remove = (timer: Timer) => timers.delete(timer);
  Object.assign(globalThis, {
    setTimeout: (call: (...args: unknown[]) => void, afterMs = 0, ...args: unknown[]) =>
      add(Math.max(1, Math.trunc(afterMs)), () => call(...args)),
    setImmediate: (call: (...args: unknown[]) => void, ...args: unknown[]) =>
      add(0, () => call(...args)),
    ...{ clearTimeout: remove, clearImmediate: remove },
  });
  return {
    clock: { now: () => ({ utcUs: nowMs * 1_000, monoNs: BigInt(nowMs) * 1_000_000n }) },
    advance: async () => {
      await new Promise<void>((resolve) => settle(resolve));
      const next = nextOf(timers);
      if (next === undefined) return;
      timers.delete(next);
      nowMs = next.dueMs;
      next.call();
      await new Promise<void>((resolve) => settle(resolve));
    },
    [Symbol.dispose]: () => Object.assign(globalThis, real),
  };
}

/** Of several that are due at once the oldest: a set keeps the order. */
function nextOf(timers: ReadonlySet<Timer>): Timer | undefined {
  let next: Timer | undefined;
  for (const timer of timers) if (next === undefined || timer.dueMs < next.dueMs) next = timer;
  return next;
}
