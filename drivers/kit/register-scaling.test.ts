import fc from "fast-check";
import { expect, test } from "vitest";
import { scaleValue, unscaleValue } from "./register-scaling.ts";

test("scaled integers have exactly the decimals a person expects", () => {
  expect(scaleValue(2376, { scale: 0.01, offset: 0 })).toBe(23.76);
  expect(scaleValue(3, { scale: 0.1, offset: 0.2 })).toBe(0.5);
  expect(scaleValue(-7, { scale: 1e-7, offset: 0 })).toBe(-7e-7);
  expect(scaleValue(5, { scale: 1e21, offset: 0 })).toBe(5e21);
  expect(scaleValue(2n ** 60n + 1n, { scale: 10, offset: -1 })).toBe((2n ** 60n + 1n) * 10n - 1n);
  expect(scaleValue(2n ** 52n + 1n, { scale: 0.5, offset: 0 })).toBe(2 ** 51 + 0.5);
  expect(scaleValue(true, { scale: 2, offset: 1 })).toBe(true);
});

test("scaling any 16-bit integer by a decimal step equals decimal arithmetic", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: -32_768, max: 32_767 }),
      fc.integer({ min: 1, max: 6 }),
      (n, d) => {
        expect(scaleValue(n, { scale: Number(`1e-${d}`), offset: 0 })).toBe(Number(`${n}e-${d}`));
      },
    ),
  );
});

test("a 64-bit integer is scaled exactly or not at all", () => {
  const exactly = { scale: 0.001, offset: 0 };
  expect(scaleValue(1_234_567_890_123n, exactly)).toBe(1_234_567_890.123);
  expect(() => scaleValue(2n ** 63n - 1n, exactly)).toThrow(/more digits/);
  fc.assert(
    fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 64n - 1n }), (raw) => {
      const negative = raw < 0n;
      const digits = (negative ? -raw : raw).toString().padStart(4, "0");
      const text = `${negative ? "-" : ""}${digits.slice(0, -3)}.${digits.slice(-3)}`;
      try {
        const shown = scaleValue(raw, exactly).toString();
        expect(plain(shown)).toBe(plain(text));
      } catch (error) {
        expect(error).toBeInstanceOf(RangeError);
        expect(digits.length).toBeGreaterThan(15);
      }
    }),
  );
});

/** Without zeros behind the point. */
function plain(decimal: string): string {
  return decimal.replace(/(\.\d*?)0+$/, "$1").replace(/\.$/, "");
}

test("what is written is the raw number that is shown as the value, or refused", () => {
  const cents = { scale: 0.01, offset: 0, isInteger: true };
  expect(unscaleValue(23.76, cents)).toBe(2376);
  expect(() => unscaleValue(23.765, cents)).toThrow(/no step of 0.01/);
  expect(unscaleValue(2n ** 60n, { ...cents, scale: 1 })).toBe(2n ** 60n);
  expect(unscaleValue(5, { scale: 2, offset: 1, isInteger: false })).toBe(2);
  expect(unscaleValue("text", cents)).toBe("text");
  fc.assert(
    fc.property(
      fc.integer({ min: -32_768, max: 32_767 }),
      fc.constantFrom(0.001, 0.01, 0.1, 0.5, 2, 10, 1000),
      fc.constantFrom(-40, 0, 0.25, 273.15),
      (raw, scale, offset) => {
        const value = scaleValue(raw, { scale, offset });
        expect(unscaleValue(value, { scale, offset, isInteger: true })).toBe(raw);
      },
    ),
  );
});
