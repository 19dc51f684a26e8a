import { expect, test } from "vitest";
import { ALARM_KINDS, type AlarmKind, WHAT_TO_DO } from "./alarm.ts";
import type { AlarmSettings } from "./alarm-settings.ts";
import { firstRigSigns, judgeRig, nextRigSigns, type RigSignal } from "./rig-signs.ts";

const CHANNEL = { moves: "always", raiseAfterReadings: 2, clearAfterReadings: 2 } as const;
const SETTINGS: AlarmSettings = {
  enabled: true,
  clearAfterMs: 0,
  silence: { afterMs: 1_000, quietBetweenRuns: false },
  noValidFrame: { afterMs: 1_000, bytesMin: 10 },
  linkLost: { afterMs: 1_000 },
  noise: { windowMs: 1_000, eventsMin: 2, perMinuteMax: 600, shareMax: 0.2 },
  readingsPerSecond: { low: 1, high: 5, windowMs: 1_000 },
  channels: {
    t: { ...CHANNEL, stuckAfterMs: 1_000, changePerSecondMax: 10 },
    n: { ...CHANNEL, countsWithinMs: 1_000 },
    r: { ...CHANNEL, stuckAfterMs: 1_000, moves: "in-runs" },
  },
};

const up: RigSignal = { kind: "link", atMs: 0, isUp: true };
const tick = (atMs: number): RigSignal => ({ kind: "tick", atMs });
const read = (channel: string, value: number, atMs: number): RigSignal => {
  return { kind: "valid", atMs, reading: { channel, value } };
};
const noise = (atMs: number, bytes = 20): RigSignal => ({ kind: "noise", atMs, bytes });
const run = (atMs: number, isOpen: boolean): RigSignal => ({ kind: "run", atMs, isOpen });

function judged(
  kind: AlarmKind,
  signals: readonly RigSignal[],
  { atMs, ...changes }: Partial<AlarmSettings> & { readonly atMs: number },
) {
  const settings = { ...SETTINGS, ...changes };
  let signs = firstRigSigns(0);
  for (const signal of signals) signs = nextRigSigns(signs, signal, settings);
  return judgeRig(signs, settings, atMs).find((sign) => sign.kind === kind)?.isBad;
}

const QUIET = { silence: { afterMs: 1_000, quietBetweenRuns: true } };

test.each<[string, AlarmKind, readonly RigSignal[], { atMs: number }, boolean | undefined]>([
  ["a rig without a word is silent after its time", "silence", [up], { atMs: 1_000 }, true],
  [
    "one that has not spoken yet is not known to be well",
    "silence",
    [up],
    { atMs: 999 },
    undefined,
  ],
  ["one that spoke is not silent", "silence", [up, read("x", 1, 500)], { atMs: 1_400 }, false],
  ["noise is no silence", "silence", [up, noise(900)], { atMs: 1_800 }, undefined],
  ["a lost link is no silence", "silence", [], { atMs: 9_000 }, undefined],
  ["between runs it may be quiet", "silence", [up], { atMs: 9_000, ...QUIET }, undefined],
  ["in a run it may not", "silence", [up, run(5_000, true)], { atMs: 6_000, ...QUIET }, true],
  ["a link that is down is lost after its time", "link-lost", [], { atMs: 1_000 }, true],
  ["and found when it is up", "link-lost", [up], { atMs: 1_000 }, false],
  [
    "bytes without sense are no frames",
    "no-valid-frame",
    [up, noise(0), noise(900)],
    { atMs: 1_000 },
    true,
  ],
  [
    "one valid frame ends that",
    "no-valid-frame",
    [up, noise(0), noise(900), read("x", 1, 950)],
    { atMs: 1_000 },
    false,
  ],
  [
    "a few bytes are nothing",
    "no-valid-frame",
    [up, noise(0, 4), noise(900, 4)],
    { atMs: 1_000 },
    undefined,
  ],
  [
    "two of three frames are much noise",
    "noise",
    [up, noise(1), noise(2), read("x", 1, 3), tick(1_000)],
    { atMs: 1_000 },
    true,
  ],
  [
    "one of two is too few to say",
    "noise",
    [up, noise(1), read("x", 1, 3), tick(1_000)],
    { atMs: 1_000 },
    false,
  ],
  ["no reading in a second is too slow", "reading-rate", [up, tick(1_000)], { atMs: 1_000 }, true],
  [
    "two are within the band",
    "reading-rate",
    [up, read("x", 1, 1), read("x", 1, 2), tick(1_000)],
    { atMs: 1_000 },
    false,
  ],
  [
    "six are too many",
    "reading-rate",
    [up, ...[1, 2, 3, 4, 5, 6].map((at) => read("x", 1, at)), tick(1_000)],
    { atMs: 1_000 },
    true,
  ],
  [
    "an equal value is stuck after its time",
    "stuck-value",
    [up, read("t", 1, 0), read("t", 1, 1_000)],
    { atMs: 1_000 },
    true,
  ],
  [
    "one that moves is not",
    "stuck-value",
    [up, read("t", 1, 0), read("t", 2, 1_000)],
    { atMs: 1_000 },
    false,
  ],
  [
    "NaN again and again is stuck",
    "stuck-value",
    [up, read("t", Number.NaN, 0), read("t", Number.NaN, 1_000)],
    { atMs: 1_000 },
    true,
  ],
  [
    "a counter that stands still is frozen",
    "frozen-counter",
    [up, read("n", 7, 0), read("n", 7, 1_000)],
    { atMs: 1_000 },
    true,
  ],
  [
    "one that counts is not",
    "frozen-counter",
    [up, read("n", 7, 0), read("n", 8, 1_000)],
    { atMs: 1_000 },
    false,
  ],
  [
    "two jumps in a row are too fast",
    "fast-change",
    [up, read("t", 0, 0), read("t", 50, 100), read("t", 0, 200)],
    { atMs: 200 },
    true,
  ],
  [
    "one jump is not yet",
    "fast-change",
    [up, read("t", 0, 0), read("t", 50, 100)],
    { atMs: 200 },
    undefined,
  ],
])("%s", (_, kind, signals, at, expected) => {
  expect(judged(kind, signals, at)).toBe(expected);
});

test("a channel that moves in runs may stand still between them, and not in them", () => {
  const still = [up, read("r", 1, 0), read("r", 1, 5_000)];
  const only = { channels: { r: { ...CHANNEL, stuckAfterMs: 1_000, moves: "in-runs" } } } as const;
  expect(judged("stuck-value", still, { atMs: 5_000, ...only })).toBeUndefined();
  const begun = [...still, run(5_000, true), read("r", 1, 5_500)];
  expect(judged("stuck-value", begun, { atMs: 5_500, ...only })).toBeUndefined();
  const stuck = [...begun, read("r", 1, 6_000)];
  expect(judged("stuck-value", stuck, { atMs: 6_000, ...only })).toBe(true);
});

test("bytes that a driver tells only the beginning of count as they come", () => {
  const bytes = (atMs: number): RigSignal => ({ kind: "bytes", atMs, bytes: 4_096 });
  const endless = [up, noise(0, 0), bytes(250), tick(250), bytes(500), tick(500), bytes(1_400)];
  expect(judged("no-valid-frame", endless, { atMs: 1_400 })).toBe(true);
  expect(judged("silence", endless, { atMs: 1_400 })).toBeUndefined();
});

test("every kind of alarm says what to do", () => {
  for (const kind of ALARM_KINDS) expect(WHAT_TO_DO[kind]).toMatch(/[.]$/);
});
