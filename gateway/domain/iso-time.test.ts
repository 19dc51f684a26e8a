import fc from "fast-check";
import { expect, test } from "vitest";
import { isoTime, openIsoTimes, parseIsoTime } from "./iso-time.ts";

test("a microsecond survives the way through text", () => {
  fc.assert(
    fc.property(fc.integer({ min: -1e15, max: 4e15 }), (utcUs) => {
      expect(parseIsoTime(isoTime(utcUs))).toBe(utcUs);
    }),
  );
});

test("many times at once are written as each alone", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -3e6, max: 3e6 })), (times) => {
      const timeOf = openIsoTimes();
      expect(times.map(timeOf)).toEqual(times.map(isoTime));
    }),
  );
});

test.each([
  ["2026-11-23T06:30:00Z", "2026-11-23T06:30:00.000Z"],
  ["2026-11-23T07:30:00.5+01:00", "2026-11-23T06:30:00.500Z"],
  ["2026-11-23T06:30:00.123456789Z", "2026-11-23T06:30:00.123456Z"],
])("%s reads as %s", (text, expected) => {
  expect(isoTime(parseIsoTime(text) ?? 0)).toBe(expected);
});

test.each([
  "",
  "2026-11-23",
  "2026-11-23T06:30:00",
  "2026-13-01T00:00:00Z",
  "2026-02-31T00:00:00Z",
])("%s is no time", (text) => {
  expect(parseIsoTime(text)).toBeUndefined();
});
