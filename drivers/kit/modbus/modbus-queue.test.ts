import { describe, expect, test } from "vitest";
import { JobQueue, type ModbusJob } from "./modbus-queue.ts";
import type { WireRequest } from "./modbus-request.ts";

const READ: WireRequest = { functionCode: 3, address: 0, count: 1 };
const WRITE: WireRequest = { functionCode: 6, address: 0, value: 1 };

function job(name: string, given: Partial<ModbusJob> = {}): ModbusJob & { name: string } {
  return {
    ...{ name, unitId: 1, request: READ, timeoutMs: 100, pauseMs: 0, onStray() {} },
    ...given,
  };
}

function fill(queue: JobQueue, ...jobs: readonly ModbusJob[]): void {
  for (const each of jobs) queue.add(each, new AbortController().signal).catch(() => undefined);
}

function takeAll(queue: JobQueue): string[] {
  const names: string[] = [];
  for (let next = queue.next(); next; next = queue.next()) {
    names.push((next.job as ModbusJob & { name: string }).name);
  }
  return names;
}

describe("JobQueue", () => {
  test("writes go before reads, unless the job says otherwise", () => {
    const queue = new JobQueue();
    fill(
      queue,
      job("poll"),
      job("write", { request: WRITE }),
      job("urgent read", { priority: "command" }),
      job("background write", { request: WRITE, priority: "poll" }),
    );
    expect(takeAll(queue)).toEqual(["write", "urgent read", "poll", "background write"]);
  });

  test("rigs take turns, each in its own order", () => {
    const queue = new JobQueue();
    const [first, second] = [{}, {}];
    fill(
      queue,
      ...["a1", "a2", "a3"].map((name) => job(name, { owner: first })),
      ...["b1", "b2"].map((name) => job(name, { owner: second })),
    );
    expect(takeAll(queue)).toEqual(["a1", "b1", "a2", "b2", "a3"]);
  });

  test("commands without end do not stop the polls", () => {
    const queue = new JobQueue();
    fill(queue, job("poll"));
    fill(queue, ...Array.from({ length: 100 }, () => job("write", { request: WRITE })));
    expect(takeAll(queue).indexOf("poll")).toBe(16);
  });

  test("a queue that is closed settles everything, what rests among it", async () => {
    const queue = new JobQueue();
    const resting = queue.add(job("resting"), new AbortController().signal);
    const taken = queue.next();
    if (taken) queue.rest(taken, 60_000, () => undefined);
    const waiting = queue.add(job("waiting"), new AbortController().signal);
    queue.close(new Error("closed"));
    await expect(resting).rejects.toThrow("closed");
    await expect(waiting).rejects.toThrow("closed");
  });

  test("more than a thousand waiting requests are refused", async () => {
    const queue = new JobQueue();
    fill(queue, ...Array.from({ length: 1_000 }, () => job("poll")));
    const one = queue.add(job("one more"), new AbortController().signal);
    await expect(one).rejects.toMatchObject({ code: "wire.overrun" });
  });
});
