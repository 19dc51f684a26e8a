import { expect, test } from "vitest";
import type { FeedMessage } from "../delivery/feed.ts";
import { FeedQueue } from "./feed-queue.ts";

function message(ordinal: number, historical: boolean): FeedMessage {
  const head = { schema: "rigline.feed/1", logId: "log", gatewayId: "gw" } as const;
  const reading = { rig: "r", channel: "c", value: 1, unit: "V", quality: "good" } as const;
  return {
    ...{ ...head, stream: "telemetry", from: ordinal, to: ordinal + 1, historical },
    ...{ site: "s", line: "l", stations: {} },
    readings: [{ ...reading, ordinal, takenAt: 1e15 + ordinal }],
  };
}

test("live goes before history that waits, and each keeps its own order", async () => {
  const queue = new FeedQueue({ precision: "ns", batchLines: 3 });
  for (const ordinal of [1, 2, 3, 4]) queue.add(message(ordinal, true));
  for (const ordinal of [11, 12]) queue.add(message(ordinal, false));
  expect((await queue.take()).map(({ position }) => position)).toEqual([11, 12, 1]);
  expect((await queue.take()).map(({ position }) => position)).toEqual([2, 3, 4]);
});

test("a message that is being written is not taken a second time", async () => {
  const queue = new FeedQueue({ precision: "ns", batchLines: 3 });
  queue.add(message(1, false));
  expect(await queue.take()).toHaveLength(1);
  queue.add(message(1, false));
  queue.add(message(2, false));
  expect((await queue.take()).map(({ position }) => position)).toEqual([2]);
});
