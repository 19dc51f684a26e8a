import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  decodeRegisters,
  encodeRegisters,
  REGISTER_ORDERS,
  REGISTER_TYPES,
  type RegisterValue,
  registerCount,
  scaleValue,
} from "./registers.ts";

const ARBITRARY: Record<string, fc.Arbitrary<RegisterValue>> = {
  BOOL: fc.boolean(),
  INT16: fc.integer({ min: -32_768, max: 32_767 }),
  UINT16: fc.integer({ min: 0, max: 65_535 }),
  INT32: fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
  UINT32: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
  INT64: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  UINT64: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
  FLOAT32: fc.float(),
  FLOAT64: fc.double(),
  STRING: fc.string({
    unit: fc.integer({ min: 33, max: 255 }).map((c) => String.fromCharCode(c)),
    maxLength: 20,
  }),
};

describe.each(REGISTER_TYPES)("%s", (type) => {
  test.each(REGISTER_ORDERS)("round-trips bit by bit in order %s", (order) => {
    const layout = { type, order, ...(type === "STRING" ? { length: 10 } : {}) };
    const values = ARBITRARY[type];
    if (values === undefined) throw new Error(`no values for ${type}`);
    fc.assert(
      fc.property(values, (value) => {
        const bytes = encodeRegisters(value, layout);
        expect(bytes.length).toBe(registerCount(layout) * 2);
        // The bytes decide, so that -0 and NaN are covered too.
        const decoded = decodeRegisters(bytes, layout);
        expect(Object.is(decoded, value)).toBe(true);
        expect(encodeRegisters(decoded, layout)).toEqual(bytes);
      }),
    );
  });
});

const hex = (text: string) => new Uint8Array(Buffer.from(text.replaceAll(" ", ""), "hex"));

test.each([
  ["FLOAT32", "ABCD", "42 F6 E9 79", 123.45600128173828],
  ["FLOAT32", "CDAB", "E9 79 42 F6", 123.45600128173828],
  ["FLOAT32", "BADC", "F6 42 79 E9", 123.45600128173828],
  ["FLOAT32", "DCBA", "79 E9 F6 42", 123.45600128173828],
  ["UINT32", "ABCD", "01 02 03 04", 0x01020304],
  ["UINT32", "CDAB", "03 04 01 02", 0x01020304],
  ["UINT32", "BADC", "02 01 04 03", 0x01020304],
  ["UINT32", "DCBA", "04 03 02 01", 0x01020304],
  ["UINT64", "ABCD", "01 02 03 04 05 06 07 08", 0x0102030405060708n],
  ["UINT64", "CDAB", "07 08 05 06 03 04 01 02", 0x0102030405060708n],
  ["UINT64", "BADC", "02 01 04 03 06 05 08 07", 0x0102030405060708n],
  ["UINT64", "DCBA", "08 07 06 05 04 03 02 01", 0x0102030405060708n],
  ["INT16", "ABCD", "FF FE", -2],
  ["INT16", "BADC", "FE FF", -2],
] as const)("%s in order %s is read as devices send it", (type, order, bytes, value) => {
  expect(decodeRegisters(hex(bytes), { type, order })).toBe(value);
});

test("text ends at the first NUL, loses trailing blanks and keeps its word order", () => {
  const bytes = hex("50 53 55 32 34 20 00 58");
  expect(decodeRegisters(bytes, { type: "STRING", order: "CDAB", length: 4 })).toBe("PSU24");
  const swapped = hex("53 50 32 55 20 34 58 00");
  expect(decodeRegisters(swapped, { type: "STRING", order: "BADC", length: 4 })).toBe("PSU24");
});

test("one bit of a register is read alone", () => {
  const layout = { type: "BOOL", order: "ABCD" } as const;
  expect(decodeRegisters(hex("00 08"), { ...layout, bit: 3 })).toBe(true);
  expect(decodeRegisters(hex("00 08"), { ...layout, bit: 2 })).toBe(false);
  expect(decodeRegisters(hex("00 08"), layout)).toBe(true);
});

test("a value that does not fit its type is refused, never wrapped", () => {
  expect(() => encodeRegisters(70_000, { type: "UINT16", order: "ABCD" })).toThrow(RangeError);
  expect(() => encodeRegisters(-1, { type: "UINT32", order: "ABCD" })).toThrow(RangeError);
  expect(() => encodeRegisters(1.5, { type: "INT16", order: "ABCD" })).toThrow(RangeError);
  expect(() => decodeRegisters(hex("00 01"), { type: "UINT32", order: "ABCD" })).toThrow(
    RangeError,
  );
});

test("scaled integers have exactly the decimals a person expects", () => {
  expect(scaleValue(2376, { scale: 0.01, offset: 0 })).toBe(23.76);
  expect(scaleValue(3, { scale: 0.1, offset: 0.2 })).toBe(0.5);
  expect(scaleValue(-7, { scale: 1e-7, offset: 0 })).toBe(-7e-7);
  expect(scaleValue(5, { scale: 1e21, offset: 0 })).toBe(5e21);
  expect(scaleValue(2n ** 60n + 1n, { scale: 10, offset: -1 })).toBe((2n ** 60n + 1n) * 10n - 1n);
  expect(scaleValue(2n ** 53n + 1n, { scale: 0.5, offset: 0 })).toBe(2 ** 52 + 0.5);
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
