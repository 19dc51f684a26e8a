import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { LiveEvent } from "../records/views.ts";
import { LiveHub } from "./live.ts";
import { AT, snapshotNow } from "./testing/dependencies.ts";

function reading(rig: string, channel: string, value: number): LiveEvent {
  const values = [{ channel, value, unit: "V", quality: "good" as const, takenAt: AT }];
  return { kind: "readings", rig, values };
}

/** Starts a client and keeps what it is told; resolves once the snapshot is there. */
async function listen(hub: LiveHub, signal: AbortSignal = new AbortController().signal) {
  const events: LiveEvent[] = [];
  const messages = hub.subscribe(signal);
  const first = await messages.next();
  if (!first.done) events.push(first.value.event);
  const ended = (async () => {
    for await (const { event } of messages) events.push(event);
  })();
  return { events, ended };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test("a client is told the whole first, then every change in order", async () => {
  const hub = new LiveHub({ snapshot: async () => snapshotNow() });
  const { events, ended } = await listen(hub);
  hub.publish({ kind: "sinks", sinks: [] });
  hub.publish({ kind: "measurement", runId: "1", measurement: {} as never });
  await vi.advanceTimersByTimeAsync(0);
  expect(events.map(({ kind }) => kind)).toEqual(["snapshot", "sinks", "measurement"]);
  hub[Symbol.dispose]();
  await ended;
});

test("what changes while the snapshot is made is told after it, never lost", async () => {
  const asked = Promise.withResolvers<ReturnType<typeof snapshotNow>>();
  const hub = new LiveHub({ snapshot: () => asked.promise });
  const client = listen(hub);
  hub.publish({ kind: "sinks", sinks: [] });
  asked.resolve(snapshotNow());
  const { events } = await client;
  await vi.advanceTimersByTimeAsync(0);
  expect(events.map(({ kind }) => kind)).toEqual(["snapshot", "sinks"]);
});

test("readings of one rig leave at most once an interval, with the latest of each channel", async () => {
  const hub = new LiveHub({ snapshot: async () => snapshotNow(), readingsIntervalMs: 100 });
  const { events } = await listen(hub);
  for (let index = 0; index < 1_000; index += 1) {
    hub.publish(reading("fct-1", `channel-${index % 2}`, index));
    await vi.advanceTimersByTimeAsync(1);
  }
  await vi.advanceTimersByTimeAsync(200);
  const told = events.filter(({ kind }) => kind === "readings");
  expect(told.length).toBeGreaterThanOrEqual(10);
  expect(told.length).toBeLessThanOrEqual(11);
  const last = told.at(-1);
  const values = last?.kind === "readings" ? last.values.map(({ value }) => value) : [];
  expect(values.toSorted()).toEqual([998, 999]);
});

test("the first readings after a silence are told at once, those of one poll together", async () => {
  const hub = new LiveHub({ snapshot: async () => snapshotNow() });
  const { events } = await listen(hub);
  hub.publish(reading("fct-1", "voltage", 1));
  hub.publish(reading("fct-1", "current", 2));
  await vi.advanceTimersByTimeAsync(1);
  const told = events.filter(({ kind }) => kind === "readings");
  expect(told).toHaveLength(1);
  expect(told[0]).toMatchObject({ values: [{ channel: "voltage" }, { channel: "current" }] });
});

test("a client that does not read is let go, its count with it, and the others hear all", async () => {
  const hub = new LiveHub({ snapshot: async () => snapshotNow(), queueLengthMax: 10 });
  let overruns = 0;
  const slow = hub.subscribe(new AbortController().signal, () => {
    overruns += 1;
  });
  await slow.next();
  const { events } = await listen(hub);
  expect(hub.clients).toBe(2);
  for (let index = 0; index < 50; index += 1) {
    hub.publish({ kind: "measurement", runId: "1", measurement: {} as never });
    await vi.advanceTimersByTimeAsync(0);
  }
  expect(overruns).toBe(1);
  expect(hub.clients).toBe(1);
  expect(events).toHaveLength(51);
  expect((await slow.next()).done).toBe(true);
});

test("an aborted client and a disposed hub leave nothing behind, no timer either", async () => {
  const hub = new LiveHub({ snapshot: async () => snapshotNow() });
  const gone = new AbortController();
  const first = await listen(hub, gone.signal);
  const second = await listen(hub);
  hub.publish(reading("fct-1", "voltage", 1));
  gone.abort();
  await first.ended;
  expect(hub.clients).toBe(1);
  hub[Symbol.dispose]();
  await second.ended;
  expect(hub.clients).toBe(0);
  expect(vi.getTimerCount()).toBe(0);
});

test("a snapshot that can not be had is thrown to the client that asked, and it is let go", async () => {
  const hub = new LiveHub({ snapshot: () => Promise.reject(new Error("not now")) });
  await expect(hub.subscribe(new AbortController().signal).next()).rejects.toThrow("not now");
  expect(hub.clients).toBe(0);
});
