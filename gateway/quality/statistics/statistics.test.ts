import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { normalQuantile } from "./normal.ts";
import {
  defectsPerMillion,
  defectsPerUnit,
  rolledYield,
  throughputYield,
  wilson,
} from "./proportion.ts";
import { rateRatio } from "./rate-ratio.ts";

describe("Wilson's interval", () => {
  test.each([
    [48, 50, 0.8653990931, 0.9889611157],
    [50, 50, 0.9286524008, 1],
  ])("of %i of %i is the published one", (passed, n, low, high) => {
    const interval = wilson(passed, n);
    expect(interval?.low).toBeCloseTo(low, 9);
    expect(interval?.high).toBeCloseTo(high, 9);
  });

  test("without a sample there is none, not a zero", () => {
    expect(wilson(0, 0)).toBeUndefined();
  });

  test("it holds the rate, lies within 0 and 1, and mirrors", () => {
    const sample = fc
      .integer({ min: 1, max: 1e6 })
      .chain((n) => fc.tuple(fc.integer({ min: 0, max: n }), fc.constant(n)));
    fc.assert(
      fc.property(sample, ([passed, n]) => {
        const { low, high } = wilson(passed, n) ?? { low: Number.NaN, high: Number.NaN };
        expect(low).toBeGreaterThanOrEqual(0);
        expect(high).toBeLessThanOrEqual(1);
        expect(low).toBeLessThanOrEqual(passed / n);
        expect(high).toBeGreaterThanOrEqual(passed / n);
        expect(wilson(n - passed, n)?.low).toBeCloseTo(1 - high, 9);
      }),
    );
  });
});

test("yields and defects are those of the published examples", () => {
  expect(rolledYield([0.95, 0.98, 0.975])).toBeCloseTo(0.907725, 12);
  expect(defectsPerMillion({ defects: 3, units: 1000, opportunities: 5 })).toBe(600);
  expect(defectsPerUnit(5, 50)).toBe(0.1);
  const yields = [0.1, 0.05, 0.008].map(throughputYield);
  expect(yields.map((each) => each.toFixed(6))).toEqual(["0.904837", "0.951229", "0.992032"]);
  expect(rolledYield(yields)).toBeCloseTo(Math.exp(-0.158), 12);
});

test.each([
  [0.5, 0],
  [0.975, 1.959963984540054],
  [0.995, 2.5758293035489],
  [0.0005, -3.290526731491926],
  [1 - 1e-6, 4.753424308822899],
])("the normal quantile of %d is the tabulated one", (probability, z) => {
  expect(normalQuantile(probability)).toBeCloseTo(z, 9);
});

test("a probability too far out is refused, never answered by a guess", () => {
  for (const outside of [0, 1, -1, Number.NaN]) {
    expect(() => normalQuantile(outside)).toThrow(RangeError);
  }
});

describe("the ratio of two fail rates", () => {
  test("of the same rates is 1, and its interval holds 1", () => {
    const { ratio, interval } = rateRatio({ failed: 5, n: 100 }, { failed: 5, n: 100 }, 1) ?? {};
    expect(ratio).toBe(1);
    expect(interval?.low).toBeLessThan(1);
    expect(interval?.high).toBeGreaterThan(1);
  });

  test("agrees with the hand-worked log interval", () => {
    // 20.5/100.5 against 5.5/200.5; se² = 1/20.5 − 1/100.5 + 1/5.5 − 1/200.5
    const found = rateRatio({ failed: 20, n: 100 }, { failed: 5, n: 200 }, 1);
    expect(found?.ratio).toBeCloseTo(7.436002, 5);
    expect(found?.interval.low).toBeCloseTo(2.992591, 5);
    expect(found?.interval.high).toBeCloseTo(18.477004, 5);
  });

  test("is wider, the more are looked at together", () => {
    const groups = [
      { failed: 8, n: 40 },
      { failed: 20, n: 400 },
    ] as const;
    const lows = [1, 10, 100].map((examined) => rateRatio(...groups, examined)?.interval.low ?? 0);
    expect(lows).toEqual(lows.toSorted((a, b) => b - a));
    expect(new Set(lows).size).toBe(3);
  });

  test("of an empty group there is none", () => {
    expect(rateRatio({ failed: 0, n: 0 }, { failed: 1, n: 2 }, 1)).toBeUndefined();
  });
});
