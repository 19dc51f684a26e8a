import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  decimalsOf,
  formatBound,
  formatCount,
  formatDuration,
  formatMeasured,
} from "./number-format.ts";

/** Reads a shown number back: thin spaces and the true minus are for people. */
function readBack(text: string): number {
  return Number(text.replaceAll("\u2009", "").replace("−", "-"));
}

describe("shown numbers", () => {
  it.each([
    [60.004, [60], "60.004"],
    [59.9996, [60], "59.9996"],
    [61.8, [60], "61.8"],
    [24.018734, [23.76, 24.24], "24.019"],
    [60, [60], "60"],
    [91, [88.2], "91.0"],
    [-37.91, [-120, 120], "−37.9"],
    [2443.37, [100], "2443.4"],
    [Number.NaN, [60], "NaN"],
  ])("%d between %j is shown as %s", (value, bounds, shown) => {
    expect(formatMeasured(value, bounds)).toBe(shown);
  });

  it("never lie on another side of a bound than the value, however near it is", () => {
    const bound = fc.integer({ min: -10_000_000, max: 10_000_000 });
    const factor = fc.double({ min: 1 - 1e-9, max: 1 + 1e-9, noNaN: true });
    fc.assert(
      fc.property(bound, factor, (thousandths, nearness) => {
        const limit = thousandths / 1_000;
        const value = limit * nearness;
        const shown = readBack(formatMeasured(value, [limit]));
        expect([shown < limit, shown > limit]).toEqual([value < limit, value > limit]);
      }),
    );
  });

  it("show a bound with every digit it was written with", () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e9, max: 1e9 }), fc.nat(6), (digits, decimals) => {
        const bound = digits / 10 ** decimals;
        expect(readBack(formatBound(bound))).toBe(bound);
      }),
    );
  });

  it("know how many decimals a number has, small ones too", () => {
    expect([1, 0.25, 1e-7, 1.5e-7, 1e21].map(decimalsOf)).toEqual([0, 2, 7, 8, 0]);
  });

  it("group thousands from five digits on, so that no comma is misread", () => {
    expect(formatCount(9960)).toBe("9960");
    expect(formatCount(99600)).toBe("99\u2009600");
  });

  it.each([
    [840, "840 ms"],
    [6_240, "6.2 s"],
    [59_960, "1 min 00 s"],
    [125_000, "2 min 05 s"],
  ])("say %d ms as %s", (durationMs, shown) => {
    expect(formatDuration(durationMs)).toBe(shown);
  });
});
