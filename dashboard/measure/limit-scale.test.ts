import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { LimitsView } from "../app/contract.ts";
import { scaleOf } from "./limit-scale.ts";

const INSIDE: LimitsView = {
  comparator: "GELE",
  unit: "V",
  specification: { low: 23.76, high: 24.24 },
  acceptance: { low: 23.78, high: 24.22 },
  warning: { low: 23.84, high: 24.16 },
};
const UPPER: LimitsView = { comparator: "LE", unit: "mV", specification: { high: 60 } };
const LOWER: LimitsView = { comparator: "GE", unit: "%", specification: { low: 88 } };

describe("the bar between limits", () => {
  it("nests warning in acceptance in specification", () => {
    const scale = scaleOf(INSIDE, 24);
    const edges = [
      scale?.specification?.from,
      scale?.acceptance?.from,
      scale?.warning?.from,
      scale?.marker?.at,
      scale?.warning?.to,
      scale?.acceptance?.to,
      scale?.specification?.to,
    ];
    expect(edges).toEqual(edges.toSorted((one, other) => (one ?? 0) - (other ?? 0)));
    expect(new Set(edges).size).toBe(7);
  });

  it("puts the marker on the side of a bound where the value is", () => {
    const number = fc.double({ min: -1e3, max: 1e3, noNaN: true });
    fc.assert(
      fc.property(fc.constantFrom(INSIDE, UPPER, LOWER), number, (limits, value) => {
        const scale = scaleOf(limits, value);
        for (const bound of scale?.bounds ?? []) {
          const shown = (scale?.marker?.at ?? 0) - bound.at;
          if (Math.abs(value - bound.value) > 1e-9) {
            expect(Math.sign(shown)).toBe(Math.sign(value - bound.value));
          }
        }
      }),
    );
  });

  it("says where a value lies beyond the end of the bar", () => {
    expect(scaleOf(INSIDE, 99)?.marker).toEqual({ at: 100, clipped: "high" });
    expect(scaleOf(INSIDE, -99)?.marker).toEqual({ at: 0, clipped: "low" });
  });

  it("has no scale for text, and no marker for what is no number", () => {
    expect(scaleOf({ comparator: "CASESENSIT", unit: "", text: "2.5.1" }, undefined)).toBe(
      undefined,
    );
    expect(scaleOf(UPPER, Number.NaN)?.marker).toBe(undefined);
  });

  it("turns the bands inside out where the value must lie outside", () => {
    const limits: LimitsView = { ...INSIDE, comparator: "LTGT" };
    expect(scaleOf(limits, 25)?.inverted).toBe(true);
  });
});
