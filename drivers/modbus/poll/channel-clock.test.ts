import { expect, test } from "vitest";
import type { Quality, ReadingEvent } from "../../contract.ts";
import { planChannels } from "../channels.ts";
import { modbusOptions } from "../options.ts";
import { ChannelClock } from "./channel-clock.ts";

const channels = planChannels(
  modbusOptions.parse({
    ...{ framing: "tcp", addressBase: 0 },
    channels: [
      { name: "fast", table: "holding", address: 0, everyMs: 100 },
      { name: "slow", table: "holding", address: 1, everyMs: 1_000 },
    ],
  }),
);

function reading(channel: string, quality: Quality = "good"): ReadingEvent {
  const takenAt = { utcUs: 0, monoNs: 0n };
  return { kind: "reading", channel, value: 1, unit: "", quality, takenAt };
}

const open = () => new ChannelClock(channels, { timeoutMs: 500, nowMs: 0 });
const names = (clock: ChannelClock, atMs: number) =>
  clock.overdue(atMs).map(({ channel }) => channel.name);

test("a slow channel that shares a fast request is told at its own cadence", () => {
  const clock = open();
  const told: number[] = [];
  for (let nowMs = 0; nowMs < 3_000; nowMs += 100) {
    clock.take(reading("fast"), { dueBeforeMs: nowMs + 50, nowMs });
    if (clock.take(reading("slow"), { dueBeforeMs: nowMs + 50, nowMs })) told.push(nowMs);
  }
  expect(told).toEqual([0, 1_000, 2_000]);
});

test("a look that was late does not move the cadence, missed turns are left out", () => {
  const clock = open();
  clock.take(reading("fast"), { dueBeforeMs: 50, nowMs: 30 });
  expect(clock.dueOf(channels.slice(0, 1))).toBe(100);
  clock.take(reading("fast"), { dueBeforeMs: 400, nowMs: 350 });
  expect(clock.dueOf(channels.slice(0, 1))).toBe(350);
});

test("a channel without any reading for three periods, and longer than a timeout, is stale once", () => {
  const clock = open();
  expect(names(clock, 600)).toEqual([]);
  expect(names(clock, 601)).toEqual(["fast"]);
  expect(names(clock, 700)).toEqual([]);
  expect(names(clock, 3_001)).toEqual(["slow"]);
  clock.take(reading("fast"), { dueBeforeMs: 3_100, nowMs: 3_050 });
  expect(names(clock, 3_700)).toEqual(["fast"]);
});

test("a bad reading is a reading: it is not stale as well", () => {
  const clock = open();
  clock.take(reading("fast", "timeout"), { dueBeforeMs: 600, nowMs: 550 });
  expect(names(clock, 1_100)).toEqual([]);
});

test("the pace counts good readings alone, from one to the next", () => {
  const clock = open();
  expect(clock.pace()[0]).toEqual({ askedMs: 100, channels: ["fast"] });
  for (let turn = 0; turn < 20; turn += 1) {
    const nowMs = turn * 150;
    const quality = turn % 2 === 0 ? "good" : "timeout";
    clock.take(reading("fast", quality), { dueBeforeMs: nowMs + 50, nowMs });
  }
  expect(clock.pace()[0]).toMatchObject({ askedMs: 100, achievedMs: 300 });
});
