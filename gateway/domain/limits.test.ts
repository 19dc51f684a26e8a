import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Comparator, judgeValue, type Limits, limitFaults } from "./limits.ts";

const limitsOf = (comparator: Comparator, low?: number, high?: number): Limits => ({
  comparator,
  unit: "V",
  specification: {
    ...(low === undefined ? {} : { low }),
    ...(high === undefined ? {} : { high }),
  },
});

/** Verdicts for a value below, at low, between, at high, above the bounds 1 and 2. */
const TABLE: readonly [Comparator, string][] = [
  ["GTLT", "ffpff"],
  ["GELE", "fpppf"],
  ["GELT", "fppff"],
  ["GTLE", "ffppf"],
  ["LTGT", "pfffp"],
  ["LEGE", "ppfpp"],
  ["LEGT", "ppffp"],
  ["LTGE", "pffpp"],
];
/** Verdicts for a value below, at and above the only bound, 1. */
const SINGLE: readonly [Comparator, string][] = [
  ["EQ", "fpf"],
  ["NE", "pfp"],
  ["GT", "ffp"],
  ["GE", "fpp"],
  ["LT", "pff"],
  ["LE", "ppf"],
];

const single = (comparator: Comparator) =>
  comparator === "LT" || comparator === "LE"
    ? limitsOf(comparator, undefined, 1)
    : limitsOf(comparator, 1);
const letter = (value: number, limits: Limits) => judgeValue(value, "V", limits).verdict[0];

describe("judgeValue", () => {
  test.each(TABLE)("%s judges below, low, between, high, above as %s", (comparator, expected) => {
    const limits = limitsOf(comparator, 1, 2);
    expect([0, 1, 1.5, 2, 3].map((value) => letter(value, limits)).join("")).toBe(expected);
  });

  test.each(SINGLE)("%s judges below, at, above its bound as %s", (comparator, expected) => {
    expect([0, 1, 2].map((value) => letter(value, single(comparator))).join("")).toBe(expected);
  });

  test("NaN, infinity and their words never pass any comparator", () => {
    const texts = (["CASESENSIT", "IGNORECASE", "REGEX"] as const).map((comparator) => ({
      comparator,
      unit: "",
      text: "NaN|Infinity",
    }));
    const all = [
      ...TABLE.map(([comparator]) => limitsOf(comparator, 1, 2)),
      ...SINGLE.map(([comparator]) => single(comparator)),
      { comparator: "LOG" as const, unit: "V" },
      ...texts,
      { ...texts[0], text: "NaN" } as Limits,
    ];
    for (const limits of all) {
      for (const value of [Number.NaN, Infinity, -Infinity, "NaN", "Infinity", "-Infinity"]) {
        expect(judgeValue(value, limits.unit, limits).verdict).toBe("unjudged");
      }
    }
  });

  test("a missing bound satisfies no comparator but an outside one whose other bound holds", () => {
    const inside = TABLE.slice(0, 4).map(([comparator]) => comparator);
    for (const comparator of [...inside, ...SINGLE.map(([name]) => name)]) {
      expect(judgeValue(1, "V", limitsOf(comparator)).verdict).toBe("fail");
    }
  });

  test("the value is converted to the unit of the limits before it is judged", () => {
    const ripple: Limits = { comparator: "LE", unit: "mV", specification: { high: 60 } };
    expect(judgeValue(0.06, "V", ripple)).toMatchObject({ verdict: "pass", valueInLimitUnit: 60 });
    expect(judgeValue(61.8, "mV", ripple).verdict).toBe("fail");
    expect(judgeValue(0.0618, "V", ripple).valueInLimitUnit).toBe(61.8);
    expect(judgeValue(50, "A", ripple).verdict).toBe("unjudged");
    expect(judgeValue(50, "bogus", ripple).verdict).toBe("unjudged");
    expect(
      judgeValue(1e308, "kV", { ...ripple, comparator: "GE", specification: { low: 1 } }),
    ).toMatchObject({ verdict: "unjudged" });
  });

  test("the acceptance band decides, not the wider specification; warning only flags", () => {
    const limits: Limits = {
      comparator: "GELE",
      unit: "V",
      specification: { low: 0, high: 10 },
      acceptance: { low: 1, high: 9 },
      warning: { low: 2, high: 8 },
    };
    expect(judgeValue(0.5, "V", limits)).toMatchObject({ verdict: "fail", warned: false });
    expect(judgeValue(1.5, "V", limits)).toMatchObject({ verdict: "pass", warned: true });
    expect(judgeValue(5, "V", limits)).toMatchObject({ verdict: "pass", warned: false });
  });

  test.each([
    ["CASESENSIT", "2.5.1", "2.5.1", "pass"],
    ["CASESENSIT", "OK", "ok", "fail"],
    ["IGNORECASE", "OK", "ok", "pass"],
    ["IGNORECASE", "OK", "no", "fail"],
    ["REGEX", "^2\\.5\\.[0-9]+$", "2.5.17", "pass"],
    ["REGEX", "^2\\.5\\.[0-9]+$", "2.6.1", "fail"],
    ["REGEX", "(", "(", "unjudged"],
    ["CASESENSIT", undefined, "", "unjudged"],
  ] as const)("%s %s judges %s as %s", (comparator, text, value, verdict) => {
    const limits = { comparator, unit: "", ...(text === undefined ? {} : { text }) };
    expect(judgeValue(value, "", limits).verdict).toBe(verdict);
  });

  test("booleans and big integers are numbers", () => {
    const equals = (low: number): Limits => ({
      comparator: "EQ",
      unit: "",
      specification: { low },
    });
    expect(judgeValue(true, "", equals(1)).verdict).toBe("pass");
    expect(judgeValue(2n ** 60n, "", equals(2 ** 60)).verdict).toBe("pass");
    expect(judgeValue("1", "", equals(1)).verdict).toBe("unjudged");
  });

  test("an integer that a double cannot hold is compared without rounding", () => {
    const bound = 2 ** 53;
    const band = { low: bound, high: bound };
    const verdicts = (value: bigint) =>
      [...SINGLE, ...TABLE].map(([comparator]) => {
        const { low, high } = band;
        const single = comparator === "LT" || comparator === "LE" ? { high } : { low };
        const isSingle = SINGLE.some(([name]) => name === comparator);
        const specification = isSingle ? single : band;
        return judgeValue(value, "", { comparator, unit: "", specification }).verdict[0];
      });
    // EQ NE GT GE LT LE, inside, outside: as for any number above, and below, both bounds.
    expect(verdicts(2n ** 53n + 1n).join("")).toBe("fpppff" + "ffff" + "pppp");
    expect(verdicts(-(2n ** 53n) - 1n).join("")).toBe("fpffpp" + "ffff" + "pppp");
    const counter: Limits = { comparator: "GE", unit: "", specification: { low: 0 } };
    expect(judgeValue(2n ** 64n - 1n, "", counter)).toEqual({ verdict: "pass", warned: false });
    expect(judgeValue(-(2n ** 63n) + 1n, "", counter).verdict).toBe("fail");
    expect(judgeValue(10n ** 400n + 1n, "", counter).verdict).toBe("pass");
  });

  test("of the integers that a double cannot hold LOG passes any, in a unit that converts", () => {
    const log = (unit: string): Limits => ({ comparator: "LOG", unit });
    const integer = 2n ** 63n + 1n;
    expect(judgeValue(integer, "", log("")).verdict).toBe("pass");
    expect(judgeValue(integer, "mV", log("V")).verdict).toBe("pass");
    expect(judgeValue(integer, "A", log("V")).verdict).toBe("unjudged");
    expect(judgeValue(integer, "mV", limitsOf("GE", 0)).verdict).toBe("unjudged");
    expect(judgeValue(integer, "bogus", { ...log("bogus") }).verdict).toBe("unjudged");
  });

  test("an integer is judged as the number that equals it, wherever there is one", () => {
    const integers = fc.bigInt({ min: -(2n ** 55n), max: 2n ** 55n });
    const bounds = fc.bigInt({ min: -(2n ** 55n), max: 2n ** 55n }).map(Number);
    const comparators = fc.constantFrom(...SINGLE.map(([comparator]) => comparator));
    fc.assert(
      fc.property(integers, bounds, comparators, (integer, bound, comparator) => {
        const specification =
          comparator === "LT" || comparator === "LE" ? { high: bound } : { low: bound };
        const { verdict } = judgeValue(integer, "", { comparator, unit: "", specification });
        const order = integer < BigInt(bound) ? 0 : integer === BigInt(bound) ? 1 : 2;
        const expected = SINGLE.find(([name]) => name === comparator)?.[1][order];
        expect(verdict[0]).toBe(expected);
      }),
    );
  });
});

describe("limitFaults", () => {
  const spec = { low: 1, high: 2 };
  test.each<[string, Limits, RegExp]>([
    ["no band", { comparator: "GELE", unit: "V" }, /needs a specification/],
    ["a missing bound", limitsOf("GELE", 1), /high is missing/],
    ["a bound that is not used", limitsOf("GE", 1, 2), /high is given/],
    ["low above high", limitsOf("GELE", 2, 1), /low 2 is above high 1/],
    ["a bound that is not finite", limitsOf("LE", undefined, Infinity), /not a finite/],
    ["an unknown unit", { ...limitsOf("GE", 1), unit: "volt" }, /"volt"/],
    ["no text", { comparator: "REGEX", unit: "" }, /`text` is missing/],
    ["an invalid expression", { comparator: "REGEX", unit: "", text: "(" }, /regular expression/],
    ["a text for a number", { ...limitsOf("GE", 1), text: "1" }, /`text` is given/],
    [
      "a band for a text",
      { comparator: "CASESENSIT", unit: "", text: "x", warning: spec },
      /warning/,
    ],
    ["a wider acceptance", { ...limitsOf("GELE", 1, 2), acceptance: { low: 0, high: 2 } }, /wider/],
    ["a wider outside", { ...limitsOf("LTGT", 1, 2), acceptance: { low: 1.5, high: 2 } }, /wider/],
    ["another equality", { ...limitsOf("EQ", 1), acceptance: { low: 2 } }, /wider/],
  ])("tells of %s", (_, limits, message) => {
    expect(limitFaults(limits).join("; ")).toMatch(message);
  });

  test("sound limits have none", () => {
    const guarded = { ...limitsOf("GELE", 1, 4), acceptance: { low: 2, high: 3 } };
    for (const limits of [guarded, { comparator: "LOG" as const, unit: "V" }]) {
      expect(limitFaults(limits)).toEqual([]);
    }
  });
});
