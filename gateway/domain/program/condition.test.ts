import { expect, test } from "vitest";
import { holds, isOverload, parseNumber } from "./condition.ts";

const at = { on: "meter", query: "READ?", timeoutMs: 1 };

test("only what is a number as a whole is read as one", () => {
  expect(["+2.400E+01", " 5\n", ".5", "-3e2", "7."].map(parseNumber)).toEqual([
    24, 5, 0.5, -300, 7,
  ]);
  for (const text of ["", "12V", "1,5", "0x10", "NaN", "Infinity", "1 2", "--1"]) {
    expect(parseNumber(text), text).toBeUndefined();
  }
});

test("what a meter says in place of a value satisfies nothing", () => {
  for (const text of ["9.91E37", "9.9E37", "-9.9E+37"]) {
    expect(isOverload(Number(text))).toBe(true);
    expect(holds({ ...at, atLeast: 0 }, text)).toBe(false);
    expect(holds({ ...at, atMost: 0 }, text)).toBe(false);
  }
  expect(isOverload(Number.NaN)).toBe(true);
  expect(isOverload(1e37)).toBe(false);
});

test("a bit is true or 1, text is compared as text, bounds include themselves", () => {
  expect(holds({ ...at, equals: true }, 1)).toBe(true);
  expect(holds({ ...at, equals: 1 }, true)).toBe(true);
  expect(holds({ ...at, equals: false }, true)).toBe(false);
  expect(holds({ ...at, equals: "OK" }, "OK ")).toBe(true);
  expect(holds({ ...at, equals: "1" }, "01")).toBe(false);
  expect(holds({ ...at, matches: "^RIG.*DMM" }, "RIGLINE,DMM")).toBe(true);
  expect(holds({ ...at, atLeast: 24, atMost: 24 }, "+2.4E1")).toBe(true);
  expect(holds({ ...at, atLeast: 24 }, "no number")).toBe(false);
  expect(holds({ ...at, equals: 2 ** 53 }, 2n ** 53n + 1n)).toBe(false);
});
