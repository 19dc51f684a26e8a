import { expect, test } from "vitest";
import type { LiveEvent, SinkView } from "../../records/views.ts";
import { LiveMessage, LiveQueue, latestOf } from "./live-queue.ts";

const AT = "2026-11-23T06:30:00.000000Z";

function readings(rig: string, values: Record<string, number>): LiveEvent {
  return {
    kind: "readings",
    rig,
    values: Object.entries(values).map(([channel, value]) => ({
      channel,
      value,
      unit: "V",
      quality: "good",
      takenAt: AT,
    })),
  };
}

test("two slots that have a channel of one name keep a value each", () => {
  const value = (slot: string, volts: number) => ({
    ...{ channel: "voltage", slot, value: volts, unit: "V", quality: "good" as const },
    takenAt: AT,
  });
  const event = (...values: ReturnType<typeof value>[]) =>
    ({ kind: "readings", rig: "fct-1", values }) as const;
  const merged = latestOf(event(value("1", 10), value("2", 20)), event(value("1", 11)));
  expect(merged.values.map(({ slot, value: volts }) => [slot, volts])).toEqual([
    ["1", 11],
    ["2", 20],
  ]);
});

function sinks(name = "mqtt"): LiveEvent {
  const sink: SinkView = { name, kind: "mqtt", target: "", state: "connected", accounts: [] };
  return { kind: "sinks", sinks: [sink] };
}

function measured(runId: string): LiveEvent {
  return { kind: "measurement", runId, measurement: {} as never };
}

function openQueue(lengthMax: number) {
  let overruns = 0;
  const onOverrun = () => {
    overruns += 1;
  };
  const queue = new LiveQueue({ lengthMax, onOverrun });
  let id = 0;
  const push = (event: LiveEvent) => {
    id += 1;
    queue.push(new LiveMessage(id, event));
  };
  return { queue, push, overruns: () => overruns };
}

test("readings that wait are told as the latest value of each channel, one message a rig", async () => {
  const { queue, push } = openQueue(10);
  push(readings("fct-1", { voltage: 1, current: 5 }));
  push(readings("hipot-1", { voltage: 9 }));
  push(readings("fct-1", { voltage: 2 }));
  push(readings("fct-1", { voltage: 3, power: 7 }));
  const events = (await queue.take()).map(({ event }) => event);
  expect(events).toEqual([
    readings("fct-1", { voltage: 3, current: 5, power: 7 }),
    readings("hipot-1", { voltage: 9 }),
  ]);
});

test("any number of readings of few rigs never fills the queue of a slow client", () => {
  const { queue, push, overruns } = openQueue(3);
  for (let index = 0; index < 10_000; index += 1) push(readings(`rig-${index % 3}`, { a: index }));
  expect(queue.closed).toBe(false);
  expect(overruns()).toBe(0);
});

test("the sinks wait as their latest state", async () => {
  const { queue, push } = openQueue(2);
  for (let index = 0; index < 50; index += 1) push(sinks(String(index)));
  expect((await queue.take()).map(({ event }) => event)).toEqual([sinks("49")]);
});

test("what happened in a run keeps its order and none of it is dropped", async () => {
  const { queue, push } = openQueue(100);
  for (let index = 0; index < 100; index += 1) push(measured("1"));
  const taken = await queue.take();
  expect(taken.map(({ id }) => id)).toEqual(Array.from({ length: 100 }, (_, index) => index + 1));
});

test("past its bound the queue is closed and says so once, instead of dropping one", async () => {
  const { queue, push, overruns } = openQueue(2);
  for (let index = 0; index < 5; index += 1) push(measured("1"));
  expect(queue.closed).toBe(true);
  expect(overruns()).toBe(1);
  expect(await queue.take()).toEqual([]);
});

test("taking waits for the next message, and ends when the queue is closed", async () => {
  const { queue, push } = openQueue(2);
  const taken = queue.take();
  push(sinks());
  expect(await taken).toHaveLength(1);
  const last = queue.take();
  queue.close();
  expect(await last).toEqual([]);
});

test("a message is a server-sent event with name, number and one line of data", () => {
  const message = new LiveMessage(7, { kind: "sinks", sinks: [] });
  expect(message.frame).toBe('event: sinks\nid: 7\ndata: {"kind":"sinks","sinks":[]}\n\n');
  expect(message.frame).toBe(message.frame);
});
