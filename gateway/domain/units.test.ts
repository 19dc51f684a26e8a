import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { convert, isConvertible, isKnownUnit } from "./units.ts";

const UCUM_LIKE = fc
  .array(fc.constantFrom(..."V A m s kg . / ( ) 2 -1 { } [ ] 10* Cel dB[mW] [psi]".split(" ")))
  .map((parts) => parts.join(""));

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
    [1, "[psi]", "Pa", 6894.757293168362],
    [1, "N.m", "J", 1],
    [1, "V/A", "Ohm", 1],
    [2.5, "mV/Ohm", "uA", 2500],
    [1, "kW.h", "MJ", 3.6],
    [100, "uA.s", "nC", 100_000],
    [1, "m/s2", "cm/s2", 100],
    [1, "[g]", "m/s2", 9.80665],
    [12, "/min{rotations}", "Hz", 0.2],
    [3, "{pieces}", "", 3],
    [5, "10*-6", "[ppm]", 5],
    [5, "10*3/s", "kHz", 5],
    [1, "[lbf_av].[in_i]", "N.m", 0.1129848290276167],
    [1, "kg/(m.s2)", "Pa", 1],
    [1, "1/s", "Hz", 1],
    [1, "nV/Hz", "nV.s", 1],
    [1, "KiBy", "bit", 8192],
    [30, "dB[mW]", "dB[W]", 0],
    [0, "dB[W]", "dB[mW]", 30],
    [1, "dB[V]", "dB[uV]", 121],
    [1, "m[H2O]", "Pa", 9806.65],
    [36, "km/h", "m/s", 10],
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
    ["VA", "W"],
    ["var", "VA"],
    ["N.m", "N/m"],
    ["rad", "1"],
    ["dB", "%"],
    ["dB[V]", "dB[W]"],
    ["Cel/s", "K/s"],
    ["Cel2", "K2"],
    ["m//s", "m/s"],
    ["m/", "m"],
    [".m", "m"],
    ["(m", "m"],
    ["m)", "m"],
    ["m{", "m"],
    ["m0", "1"],
    ["m99", "m99"],
    ["0", "1"],
    ["ft", "t"],
    ["m.m.m.m.m.m.m.m.m.m.m.m.m.m.m.m.m.m.m.m.m.m.m.m.m.m.m.m.m.m.m.m.m.m", "m"],
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

  test("a product does not depend on how it is written", () => {
    const atom = fc.constantFrom("V", "mA", "kOhm", "s", "[in_i]", "uF", "deg", "10*");
    const factor = fc.tuple(atom, fc.constantFrom(-2, -1, 1, 2, 3));
    fc.assert(
      fc.property(fc.array(factor, { minLength: 1, maxLength: 5 }), (factors) => {
        const powers = factors.map(([code, exponent]) => `${code}${exponent}`);
        const divided = factors.map(([code, exponent]) =>
          exponent < 0 ? `/(${code}${-exponent})` : `.${code}${exponent}`,
        );
        const reversed = [...powers].reverse().join(".");
        expect(convert(1.25, powers.join("."), reversed)).toBe(1.25);
        expect(convert(1.25, `1${divided.join("")}`, reversed)).toBe(1.25);
      }),
    );
  });

  test("any text at all is either a unit or refused, never an error", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), UCUM_LIKE), (code) => {
        expect(convert(1, code, code)).toBe(isKnownUnit(code) ? 1 : undefined);
      }),
    );
  });
});
