import fc from "fast-check";
import { expect, test } from "vitest";
import { type Comparator, judgeValue, limitFaults } from "./limits.ts";

const COMPARATORS: readonly Comparator[] = [
  ...(["EQ", "NE", "GT", "GE", "LT", "LE"] as const),
  ...(["GTLT", "GELE", "GELT", "GTLE", "LTGT", "LEGE", "LEGT", "LTGE"] as const),
];

test("a pass always lies within the specification, whatever limits are sound", () => {
  const bound = fc.integer({ min: -20, max: 20 });
  const band = fc.record({ low: bound, high: bound }, { requiredKeys: [] });
  const comparator = fc.constantFrom(...COMPARATORS);
  const limits = fc.record({ comparator, specification: band, acceptance: band });
  fc.assert(
    fc.property(limits, fc.integer({ min: -25, max: 25 }), (drawn, value) => {
      const full = { ...drawn, unit: "V" };
      fc.pre(limitFaults(full).length === 0);
      const { acceptance: _, ...bare } = full;
      if (judgeValue(value, "V", full).verdict !== "pass") return;
      expect(judgeValue(value, "V", bare).verdict).toBe("pass");
    }),
    { numRuns: 2_000 },
  );
});
