import { describe, expect, it } from "vitest";
import { DeadlineError, withDeadline } from "./deadline.ts";

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
