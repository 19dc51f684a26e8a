import { describe, expect, it } from "vitest";
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
  it("rings once after the latest start, again after each further one, and not when stopped", async () => {
    const rungAtMs: number[] = [];
    const timer = new DeadlineTimer(() => rungAtMs.push(performance.now()));
    const startedMs = performance.now();
    timer.start(30);
    timer.start(40);
    timer.start(40);
    await expect.poll(() => rungAtMs.length).toBe(1);
    expect((rungAtMs[0] ?? 0) - startedMs).toBeGreaterThanOrEqual(39);
    timer.start(40);
    await expect.poll(() => rungAtMs.length).toBe(2);
    timer.start(1);
    timer.stop();
    timer.start(60_000);
    timer.stop();
    const later = Promise.withResolvers<void>();
    setTimeout(later.resolve, 5);
    await later.promise;
    expect(rungAtMs).toHaveLength(2);
  });
});
