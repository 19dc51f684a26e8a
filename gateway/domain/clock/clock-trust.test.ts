import { expect, test } from "vitest";
import { correctSpans } from "./clock-record.ts";
import { type ClockInput, FIRST_TRUST, findStep, nextClockTrust } from "./clock-trust.ts";

const SECOND_NS = 1_000_000_000n;
const HOUR_US = 3_600_000_000;

function trustAfter(...inputs: readonly ClockInput[]) {
  return inputs.reduce(nextClockTrust, FIRST_TRUST).state;
}
const synced = (atS: bigint, stamp?: string): ClockInput => ({
  kind: "looked",
  monoNs: atS * SECOND_NS,
  sign: { kind: "synced", ...(stamp === undefined ? {} : { stamp }) },
});
const nobody = (atS: bigint): ClockInput => ({
  ...{ kind: "looked", monoNs: atS * SECOND_NS, sign: { kind: "unknown" } },
});
const stepped = (atS: bigint): ClockInput => ({ kind: "stepped", monoNs: atS * SECOND_NS });

test.each([
  ["an hour back", -HOUR_US, true],
  ["a day ahead", 24 * HOUR_US, true],
  ["a slew of 8 % is none", 80_000, false],
  ["a tenth of a second is none", 100_000, false],
])("a step between two looks a second apart: %s", (_, offsetUs, isStep) => {
  const before = { utcUs: 1_000_000_000_000_000, monoNs: 5n * SECOND_NS };
  const now = { utcUs: before.utcUs + 1_000_000 + offsetUs, monoNs: 6n * SECOND_NS };
  const step = findStep(before, now);
  expect(step !== undefined).toBe(isStep);
  if (step !== undefined) expect(step.foundUs - step.expectedUs).toBe(offsetUs);
});

test("a clock that nobody speaks for is unsynced, and one that was in time is in holdover", () => {
  expect(trustAfter(nobody(1n))).toBe("unsynced");
  expect(trustAfter(synced(1n))).toBe("synced");
  expect(trustAfter(synced(1n), nobody(2n))).toBe("holdover");
  expect(trustAfter(synced(1n), nobody(2n), nobody(9_999n))).toBe("holdover");
  expect(trustAfter(nobody(1n), synced(2n))).toBe("synced");
});

test("after a step nobody is believed who last spoke before it", () => {
  const before = synced(1n, "mark-1");
  expect(trustAfter(before, stepped(2n), synced(3n, "mark-1"))).toBe("stepped");
  expect(trustAfter(before, stepped(2n), synced(90n, "mark-1"))).toBe("unsynced");
  expect(trustAfter(before, stepped(2n), synced(3n, "mark-2"))).toBe("synced");
  expect(trustAfter(before, stepped(2n), nobody(3n))).toBe("stepped");
  expect(trustAfter(before, stepped(2n), nobody(90n))).toBe("unsynced");
});

test("entries before the first sync are off by what the clock was moved since", () => {
  const spans = [
    { seq: 1, telemetryHead: 1, baseUs: 0 },
    { seq: 5, telemetryHead: 40, baseUs: 3 * HOUR_US },
  ];
  const corrections = correctSpans(spans, 2 * HOUR_US);
  expect(corrections.map(({ offsetUs }) => offsetUs)).toEqual([2 * HOUR_US, -HOUR_US]);
});
