import fc from "fast-check";
import { expect, test } from "vitest";
import { contentDiff } from "./content-diff.ts";

test("each place that differs is told once, members of a list by their id wherever they stand", () => {
  const before = {
    name: "A",
    measurements: [
      { id: "u", high: 3.4 },
      { id: "i", high: 1 },
    ],
  };
  const after = {
    name: "A",
    measurements: [
      { id: "i", high: 1 },
      { id: "u", high: 3.5 },
    ],
    note: 1,
  };
  expect(contentDiff(before, after)).toEqual([
    { path: "measurements.u.high", before: 3.4, after: 3.5 },
    { path: "note", after: 1 },
  ]);
  expect(contentDiff({ at: [] }, { at: {} })).toEqual([{ path: "at", before: [], after: {} }]);
});

test("nothing differs between a value and itself, and something does where JSON differs", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(contentDiff(value, structuredClone(value))).toEqual([]);
      expect(contentDiff({ value }, { value: [value, "x"] })).not.toEqual([]);
    }),
    { numRuns: 100 },
  );
});
