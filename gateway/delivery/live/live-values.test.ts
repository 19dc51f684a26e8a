import { expect, test } from "vitest";
import { DEFAULT_TOPICS } from "../../domain/topic/topic-template.ts";
import type { Reading } from "../../telemetry/contract.ts";
import type { OutgoingMessage } from "../link/contract.ts";
import { LiveValues } from "./live-values.ts";

const speaker = {
  ...{ logId: "log", gatewayId: "gw", topics: DEFAULT_TOPICS },
  site: { enterprise: "acme", name: "north", area: "final", line: "line-1" },
  stations: { "rig-1": "fct-1", "rig-2": "fct-2" },
};
const reading = (changes: Partial<Reading>): Reading => ({
  ...{ rig: "rig-1", channel: "vcc", value: 1, unit: "V", quality: "good", takenAt: 1 },
  ...changes,
});

function openLink() {
  const sent: OutgoingMessage[] = [];
  const release: (() => void)[] = [];
  return {
    sent,
    release: () => release.shift()?.(),
    publish: (message: OutgoingMessage) => {
      sent.push(message);
      return new Promise<void>((resolve) => release.push(resolve));
    },
  };
}

const valuesOf = (message: OutgoingMessage | undefined) =>
  JSON.parse(String(message?.payload)).values;

test("of each channel the latest value goes, a message for each rig, and none twice", async () => {
  const live = new LiveValues(speaker);
  const link = openLink();
  live.offer([reading({ value: 1 }), reading({ value: 2 }), reading({ channel: "icc", value: 3 })]);
  live.offer([reading({ rig: "rig-2", value: Number.NaN, slot: "A" })]);
  const sending = live.send(link);
  expect(link.sent.map(({ topic, qos, expirySeconds }) => [topic, qos, expirySeconds])).toEqual([
    ["acme/north/final/line-1/fct-1/live/rig-1", 0, 10],
    ["acme/north/final/line-1/fct-2/live/rig-2", 0, 10],
  ]);
  expect(valuesOf(link.sent[0])).toEqual([
    { channel: "vcc", value: 2, unit: "V", quality: "good", takenAt: 1 },
    { channel: "icc", value: 3, unit: "V", quality: "good", takenAt: 1 },
  ]);
  expect(valuesOf(link.sent[1])).toMatchObject([{ slot: "A", value: "NaN", type: "number" }]);
  link.release();
  link.release();
  await sending;
  await live.send(link);
  expect(link.sent).toHaveLength(2);
});

test("while a slow broker has not taken the last values nothing piles up behind them", async () => {
  const live = new LiveValues(speaker);
  const link = openLink();
  live.offer([reading({ value: 1 })]);
  const sending = live.send(link);
  for (let value = 2; value <= 1_000; value += 1) {
    live.offer([reading({ value })]);
    await live.send(link);
  }
  expect(link.sent).toHaveLength(1);
  link.release();
  await sending;
  const next = live.send(link);
  expect(valuesOf(link.sent[1])).toMatchObject([{ value: 1_000 }]);
  link.release();
  await next;
});
