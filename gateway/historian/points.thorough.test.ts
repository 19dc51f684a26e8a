import { expect, test } from "vitest";
import { LineFramer } from "../../drivers/kit/line-framer.ts";
import type { FeedMessage, WireReading, WireRun } from "../delivery/feed.ts";
import { FeedQueue } from "./feed-queue.ts";
import { linesOf } from "./points.ts";

const header = {
  schema: "rigline.feed/1",
  ...{ logId: "log", gatewayId: "gw", historical: false, site: "s", line: "l" },
  stations: { r: "st" },
} as const;

function reading(ordinal: number, takenAt: number): WireReading {
  return { ordinal, rig: "r", channel: "v", value: ordinal, unit: "V", quality: "good", takenAt };
}

/** As the gateway sends them: at most 1,000 in a message. */
function messagesOf(readings: readonly WireReading[]): FeedMessage[] {
  return Array.from({ length: Math.ceil(readings.length / 1_000) }, (_, index) => {
    const some = readings.slice(index * 1_000, (index + 1) * 1_000);
    const [from, to] = [some[0]?.ordinal ?? 0, (some.at(-1)?.ordinal ?? 0) + 1];
    return { ...header, stream: "telemetry", from, to, readings: some };
  });
}

function runMessage(seq: number, measurements: WireRun["measurements"]): FeedMessage {
  const run: WireRun = {
    ...{ id: `run-${seq}`, rig: "r", station: "st", operation: "FCT" },
    ...{ startedAt: 1, finishedAt: seq, completion: "completed", outcome: "pass", measurements },
  };
  const entries = [{ seq, leaf: "", recordHash: "", run }];
  return { ...header, stream: "ledger", from: seq, to: seq + 1, entries };
}

function measurements(count: number, takenAt: number): WireRun["measurements"] {
  return Array.from({ length: count }, (_, index) => {
    const place = { id: "x", attempt: index + 1, takenAt, computed: "pass" };
    return { ...place, value: index, unit: "V", quality: "good" };
  });
}

/** What a database keeps apart: series and time. */
function pointsIn(lines: readonly string[]): Set<string> {
  return new Set(lines.map((line) => `${line.split(" ")[0]} ${line.split(" ").at(-1)}`));
}

async function through(messages: readonly FeedMessage[], precision: "ns" | "ms" = "ns") {
  const queue = new FeedQueue({ precision, batchLines: 100_000 });
  for (const message of messages) queue.add(message);
  return queue.take();
}

test("2,500 readings that arrive in one chunk are 2,500 points", async () => {
  const framer = new LineFramer({ delimiter: "\n", encoding: "ascii", lengthMax: 200 });
  const lines = Array.from({ length: 2_500 }, (_, index) => `TEL v ${index} V\n`);
  const bytes = Buffer.from(lines.join(""));
  expect(bytes.length).toBeGreaterThan(31_000);
  const receivedAt = { utcUs: 1_700_000_000_000_000, monoNs: 0n };
  const readings = framer
    .push({ bytes, receivedAt })
    .map(({ takenAt }, index) => reading(1 + index, takenAt.utcUs));
  const held = await through(messagesOf(readings));
  expect(held.filter(({ problem }) => problem !== undefined)).toEqual([]);
  expect(pointsIn(held.flatMap((position) => position.lines)).size).toBe(2_500);
});

test("of readings that would be one point the first is written and each other has a reason", async () => {
  const readings = Array.from({ length: 2_500 }, (_, index) => reading(1 + index, 1_000));
  const held = await through(messagesOf(readings));
  expect(pointsIn(held.flatMap(({ lines }) => lines)).size).toBe(1_000);
  expect(held.slice(0, 1_000).every(({ problem }) => problem === undefined)).toBe(true);
  for (const { lines, problem } of held.slice(1_000)) {
    expect(lines).toEqual([]);
    expect(problem).toMatch(/^point\.taken: /);
  }
});

test("what is sent again, cut in another way, is the same points without a reason", async () => {
  const readings = Array.from({ length: 30 }, (_, index) => reading(1 + index, 1_000));
  const held = await through([
    ...messagesOf(readings),
    ...messagesOf(readings.slice(0, 10)),
    ...messagesOf(readings.slice(5)),
  ]);
  expect(held.length).toBe(65);
  expect(held.every(({ problem }) => problem === undefined)).toBe(true);
  expect(pointsIn(held.flatMap(({ lines }) => lines)).size).toBe(30);
});

test("8,500 measurements of one run in one microsecond are as many points, each time the same", () => {
  const message = runMessage(7, measurements(8_500, 1_000));
  const [position] = linesOf(message, "ns");
  expect(position?.problem).toBeUndefined();
  expect(pointsIn(position?.lines ?? []).size).toBe(8_501);
  expect(linesOf(message, "ns")).toEqual([position]);
});

test("a measurement of another run that would be overwritten has a reason, the rest is written", async () => {
  const held = await through([
    runMessage(7, measurements(2, 1_000)),
    runMessage(8, measurements(1, 1_000)),
  ]);
  expect(held[0]).toMatchObject({ position: 7 });
  expect(held[0]?.problem).toBeUndefined();
  expect(held[1]?.problem).toMatch(/^point\.taken: .*position 7/);
  expect(held[1]?.lines.map((line) => line.split(",")[0])).toEqual(["run"]);
});

test("in milliseconds the points are the database's to tell apart, as is said at start", async () => {
  const readings = Array.from({ length: 3 }, (_, index) => reading(1 + index, 1_000));
  const held = await through(messagesOf(readings), "ms");
  expect(held.every(({ problem }) => problem === undefined)).toBe(true);
});
