import { getEventListeners } from "node:events";
import { describe, expect, it } from "vitest";
import { AbortWatch } from "./modbus-abort.ts";

function member(told: string[], name: string) {
  return { abort: (reason: unknown) => told.push(`${name} ${(reason as Error).message}`) };
}

const listeners = (signal: AbortSignal) => getEventListeners(signal, "abort").length;

describe("AbortWatch", () => {
  it("tells every member that has not left, once, and lets go of the signal", () => {
    const told: string[] = [];
    const watch = new AbortWatch();
    const abort = new AbortController();
    const gone = member(told, "gone");
    watch.join(abort.signal, member(told, "first"));
    watch.join(abort.signal, gone);
    watch.join(abort.signal, member(told, "second"));
    watch.leave(abort.signal, gone);
    expect(listeners(abort.signal)).toBe(1);
    abort.abort(new Error("stopped"));
    expect(told).toEqual(["first stopped", "second stopped"]);
    expect(listeners(abort.signal)).toBe(0);
  });

  it("leaves no listener behind when it is closed, and listens for a member until it leaves", () => {
    const told: string[] = [];
    const watch = new AbortWatch();
    const idle = new AbortController();
    const busy = new AbortController();
    const left = member(told, "left");
    const stays = member(told, "stays");
    watch.join(idle.signal, left);
    watch.leave(idle.signal, left);
    watch.join(busy.signal, stays);
    watch.close();
    expect([listeners(idle.signal), listeners(busy.signal)]).toEqual([0, 1]);
    watch.leave(busy.signal, stays);
    expect(listeners(busy.signal)).toBe(0);
  });

  it("does not collect the signals of callers that have one for each request", () => {
    const watch = new AbortWatch();
    const signals = Array.from({ length: 200 }, () => new AbortController().signal);
    for (const signal of signals) {
      const each = member([], "each");
      watch.join(signal, each);
      watch.leave(signal, each);
    }
    const kept = signals.filter((signal) => listeners(signal) > 0);
    expect(kept.length).toBeLessThanOrEqual(32);
  });
});
