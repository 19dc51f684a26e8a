import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { convert, isConvertible, isKnownUnit } from "./units.ts";

describe("convert", () => {
  test.each([
    [61.8, "mV", "V", 0.0618],
    [60, "mV", "V", 0.06],
    [0.1, "V", "mV", 100],
    [1.005, "kOhm", "Ohm", 1005],
    [57, "%", "", 0.57],
    [0.29, "", "%", 29],
    [350, "[ppm]", "%", 0.035],
    [300.15, "K", "Cel", 27],
    [75, "Cel", "K", 348.15],
    [212, "[degF]", "Cel", 100],
    [-40, "[degF]", "Cel", -40],
    [1, "bar", "Pa", 100_000],
    [1013.25, "mbar", "hPa", 1013.25],
    [90, "min", "h", 1.5],
    [3000, "/min", "Hz", 50],
    [180, "deg", "rad", Math.PI],
    [1, "[psi]", "Pa", 6894.757293168],
  ])("%d %s is %s %d", (value, from, to, expected) => {
    expect(convert(value, from, to)).toBe(expected);
  });

  test.each([
    ["V", "A"],
    ["V", ""],
    ["furlong", "m"],
    ["furlong", "furlong"],
    ["constructor", "toString"],
    ["__proto__", "__proto__"],
    ["mCel", "Cel"],
    ["mmV", "V"],
    ["Gmin", "s"],
  ])("%s does not convert to %s", (from, to) => {
    expect(convert(1, from, to)).toBeUndefined();
    expect(isConvertible(from, to)).toBe(false);
  });

  test("a value that no double can hold in the other unit does not convert", () => {
    expect(convert(1e308, "kV", "mV")).toBeUndefined();
    for (const value of [Number.NaN, Infinity, -Infinity]) {
      expect(convert(value, "mV", "V")).toBeUndefined();
      expect(convert(value, "V", "V")).toBeUndefined();
    }
  });

  test("between prefixes the result is the double nearest to the shifted decimal", () => {
    const decimals = fc.tuple(fc.integer({ min: -1e9, max: 1e9 }), fc.integer({ min: 0, max: 9 }));
    fc.assert(
      fc.property(decimals, ([digits, places]) => {
        const value = Number(`${digits}e-${places}`);
        expect(convert(value, "mV", "V")).toBe(Number(`${digits}e-${places + 3}`) + 0);
        expect(convert(value, "V", "mV")).toBe(Number(`${digits}e${3 - places}`) + 0);
      }),
    );
  });

  test("order is kept: a greater value never becomes a smaller one", () => {
    const pairs = fc.constantFrom(
      ["mV", "V"],
      ["Cel", "K"],
      ["[degF]", "Cel"],
      ["min", "h"],
      ["[psi]", "kPa"],
    );
    const value = fc.double({ noNaN: true, min: -1e6, max: 1e6 });
    fc.assert(
      fc.property(pairs, value, value, ([from = "", to = ""], a, b) => {
        const [low, high] = [convert(Math.min(a, b), from, to), convert(Math.max(a, b), from, to)];
        expect(low).toBeLessThanOrEqual(high ?? Number.NaN);
      }),
    );
  });

  test("any text at all is either a unit or refused, never an error", () => {
    fc.assert(
      fc.property(fc.string(), (code) => {
        expect(convert(1, code, code)).toBe(isKnownUnit(code) ? 1 : undefined);
      }),
    );
  });
});
