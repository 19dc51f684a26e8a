import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { DeadlineError, DeadlineTimer, withDeadline } from "./deadline.ts";

const forever = new Promise<never>(() => undefined);

describe("withDeadline", () => {
  it("gives the work's own result or failure", async () => {
    expect(await withDeadline(Promise.resolve(5), { timeoutMs: 1_000 })).toBe(5);
    const failing = withDeadline(Promise.reject(new Error("no")), { timeoutMs: 1_000 });
    await expect(failing).rejects.toThrow("no");
  });

  it("gives up after the time", async () => {
    await expect(withDeadline(forever, { timeoutMs: 5 })).rejects.toThrow(DeadlineError);
  });

  it("gives up at the abort, also one that came before", async () => {
    const abort = new AbortController();
    const waiting = withDeadline(forever, { timeoutMs: 60_000, signal: abort.signal });
    abort.abort(new Error("stopped"));
    await expect(waiting).rejects.toThrow("stopped");
    const late = withDeadline(Promise.resolve(5), { timeoutMs: 60_000, signal: abort.signal });
    await expect(late).rejects.toThrow("stopped");
  });

  it("ignores a failure that comes too late", async () => {
    const { promise, reject } = Promise.withResolvers<never>();
    await expect(withDeadline(promise, { timeoutMs: 5 })).rejects.toThrow(DeadlineError);
    reject(new Error("late"));
    await expect(promise).rejects.toThrow("late");
  });
});

describe("DeadlineTimer", () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it("rings after the latest start, however many were before, and again after the next", () => {
    let rings = 0;
    const timer = new DeadlineTimer(() => {
      rings += 1;
    });
    for (const timeoutMs of [100, 100, 50, 50, 200]) {
      timer.start(timeoutMs);
      vi.advanceTimersByTime(49);
    }
    vi.advanceTimersByTime(150);
    expect(rings).toBe(0);
    vi.advanceTimersByTime(1);
    expect(rings).toBe(1);
    timer.start(200);
    vi.advanceTimersByTime(200);
    expect(rings).toBe(2);
    vi.advanceTimersByTime(1_000);
    expect(rings).toBe(2);
  });

  it("gives each wait its whole time, though the wait before had nearly used it up", () => {
    const timer = new DeadlineTimer(() => expect.fail("rang too early"));
    timer.start(100);
    vi.advanceTimersByTime(99);
    timer.start(100);
    vi.advanceTimersByTime(99);
    timer.stop();
  });

  it("does not ring and leaves no timer behind once it is stopped", () => {
    const timer = new DeadlineTimer(() => expect.fail("rang after the stop"));
    timer.start(10);
    timer.stop();
    timer.stop();
    expect(vi.getTimerCount()).toBe(0);
    vi.advanceTimersByTime(1_000);
  });
});
