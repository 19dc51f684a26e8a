import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  layoutFault,
  type NumericType,
  ordersOf,
  REGISTER_TYPES,
  registerCount,
  widthOf,
} from "./register-layout.ts";
import {
  decodeRegisters,
  decodeRegistersAt,
  encodeRegisters,
  type RegisterValue,
} from "./registers.ts";

const ARBITRARY: Readonly<Record<string, fc.Arbitrary<RegisterValue>>> = {
  BOOL: fc.boolean(),
  BIT: fc.boolean(),
  INT8H: fc.integer({ min: -128, max: 127 }),
  INT8L: fc.integer({ min: -128, max: 127 }),
  UINT8H: fc.integer({ min: 0, max: 255 }),
  UINT8L: fc.integer({ min: 0, max: 255 }),
  INT16: fc.integer({ min: -32_768, max: 32_767 }),
  UINT16: fc.integer({ min: 0, max: 65_535 }),
  INT32: fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
  UINT32: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
  INT64: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  UINT64: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
  FLOAT16: fc
    .integer({ min: 0, max: 65_535 })
    .map((word) => halfOf(word))
    .filter((value) => !Number.isNaN(value)),
  FLOAT32: fc.float(),
  FLOAT64: fc.double(),
  BCD16: fc.integer({ min: 0, max: 9_999 }),
  BCD32: fc.integer({ min: 0, max: 99_999_999 }),
  STRING: fc.string({
    unit: fc.integer({ min: 33, max: 255 }).map((code) => String.fromCharCode(code)),
    maxLength: 20,
  }),
};

/** IEEE 754 binary16 by its definition, apart from the code under test. */
function halfOf(word: number): number {
  const sign = word & 0x8000 ? -1 : 1;
  const exponent = (word >> 10) & 31;
  const fraction = word & 1023;
  if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return exponent === 0
    ? sign * fraction * 2 ** -24
    : sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

const layoutOf = (type: (typeof REGISTER_TYPES)[number], order: (typeof ORDERS)[number]) => ({
  ...{ type, order },
  ...(type === "STRING" ? { length: 10 } : {}),
  ...(type === "BIT" ? { bit: 3 } : {}),
});
const ORDERS = REGISTER_TYPES.flatMap((type) => ordersOf(type));

describe.each(REGISTER_TYPES)("%s", (type) => {
  test.each(ordersOf(type))("round-trips bit by bit in order %s", (order) => {
    const layout = layoutOf(type, order);
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

/** The value's bytes most significant first, shuffled as the order's letters say. */
function shuffled(plain: Uint8Array, letters: string): Uint8Array {
  return Uint8Array.from(letters, (letter) => plain[letter.charCodeAt(0) - 65] ?? 0);
}

const WIDE = REGISTER_TYPES.filter((type) => type !== "STRING" && widthOf(type) > 2);

test.each(
  WIDE.flatMap((type) =>
    ordersOf(type)
      .filter((order) => order.length === widthOf(type as NumericType))
      .map((order) => [type, order] as const),
  ),
)("%s in order %s takes each byte from where the name's letters say", (type, order) => {
  const big = order.length === 8 ? "ABCDEFGH" : "ABCD";
  const values = ARBITRARY[type];
  if (values === undefined) throw new Error(`no values for ${type}`);
  fc.assert(
    fc.property(values, (value) => {
      const plain = encodeRegisters(value, { type, order: big });
      const decoded = decodeRegisters(shuffled(plain, order), { type, order });
      expect(Object.is(decoded, value)).toBe(true);
    }),
  );
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
  ["UINT64", "GHEFCDAB", "07 08 05 06 03 04 01 02", 0x0102030405060708n],
  ["UINT64", "CDABGHEF", "03 04 01 02 07 08 05 06", 0x0102030405060708n],
  ["UINT64", "DCBAHGFE", "04 03 02 01 08 07 06 05", 0x0102030405060708n],
  ["UINT64", "EFGHABCD", "05 06 07 08 01 02 03 04", 0x0102030405060708n],
  ["UINT64", "FEHGBADC", "06 05 08 07 02 01 04 03", 0x0102030405060708n],
  ["INT16", "ABCD", "FF FE", -2],
  ["INT16", "BADC", "FE FF", -2],
  ["INT16", "BA", "FE FF", -2],
  ["INT8H", "AB", "FE 07", -2],
  ["INT8L", "AB", "07 FE", -2],
  ["UINT8H", "BA", "07 FE", 0xfe],
  ["FLOAT16", "AB", "3C 01", 1.0009765625],
  ["FLOAT16", "BA", "00 C0", -2],
  ["BCD16", "AB", "12 34", 1234],
  ["BCD32", "CDAB", "56 78 12 34", 12_345_678],
] as const)("%s in order %s is read as devices send it", (type, order, bytes, value) => {
  expect(decodeRegisters(hex(bytes), { type, order })).toBe(value);
});

test("text ends at the first NUL, loses trailing blanks and keeps its word order", () => {
  const bytes = hex("50 53 55 32 34 20 00 58");
  expect(decodeRegisters(bytes, { type: "STRING", order: "CDAB", length: 4 })).toBe("PSU24");
  const swapped = hex("53 50 32 55 20 34 58 00");
  expect(decodeRegisters(swapped, { type: "STRING", order: "BADC", length: 4 })).toBe("PSU24");
  const text = { type: "STRING", order: "AB", length: 4 } as const;
  expect(decodeRegisters(bytes, { ...text, trim: "nul" })).toBe("PSU24 ");
  expect(decodeRegisters(bytes, { ...text, trim: "none" })).toBe("PSU24 \0X");
});

test("text in ASCII refuses what ASCII has not, latin-1 takes every byte", () => {
  const text = { type: "STRING", order: "AB", length: 1 } as const;
  expect(decodeRegisters(hex("B0 43"), text)).toBe("°C");
  expect(() => decodeRegisters(hex("B0 43"), { ...text, encoding: "ascii" })).toThrow(/not ASCII/);
});

test("a BCD digit above 9 is no value", () => {
  expect(() => decodeRegisters(hex("12 3A"), { type: "BCD16", order: "AB" })).toThrow(/digit 10/);
});

test("one bit of a register is read alone", () => {
  const layout = { type: "BOOL", order: "ABCD" } as const;
  expect(decodeRegisters(hex("00 08"), { ...layout, bit: 3 })).toBe(true);
  expect(decodeRegisters(hex("00 08"), { ...layout, bit: 2 })).toBe(false);
  expect(decodeRegisters(hex("00 08"), layout)).toBe(true);
});

test("a field of bits is the integer that those bits are, signed where the type is", () => {
  fc.assert(
    fc.property(
      fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
      fc.integer({ min: 0, max: 63 }),
      fc.integer({ min: 1, max: 64 }),
      (word, from, count) => {
        fc.pre(from + count <= 64);
        const order = "ABCDEFGH";
        const bytes = encodeRegisters(word, { type: "UINT64", order });
        const text = word.toString(2).padStart(64, "0");
        const field = BigInt(`0b${text.slice(64 - from - count, 64 - from)}`);
        const bits = { from, count };
        expect(decodeRegisters(bytes, { type: "UINT64", order, bits })).toBe(field);
        expect(decodeRegisters(bytes, { type: "INT64", order, bits })).toBe(
          BigInt.asIntN(count, field),
        );
      },
    ),
  );
  const bits = { from: 4, count: 3 };
  expect(decodeRegisters(hex("00 50"), { type: "UINT16", order: "AB", bits })).toBe(5);
  expect(decodeRegisters(hex("00 50"), { type: "INT16", order: "AB", bits })).toBe(-3);
});

test("a value that does not fit its type is refused, never wrapped", () => {
  expect(() => encodeRegisters(70_000, { type: "UINT16", order: "ABCD" })).toThrow(RangeError);
  expect(() => encodeRegisters(-1, { type: "UINT32", order: "ABCD" })).toThrow(RangeError);
  expect(() => encodeRegisters(1.5, { type: "INT16", order: "ABCD" })).toThrow(RangeError);
  expect(() => encodeRegisters(10_000, { type: "BCD16", order: "AB" })).toThrow(RangeError);
  expect(() => encodeRegisters(1e39, { type: "FLOAT32", order: "ABCD" })).toThrow(RangeError);
  expect(() => encodeRegisters(7e4, { type: "FLOAT16", order: "AB" })).toThrow(RangeError);
  expect(() => decodeRegisters(hex("00 01"), { type: "UINT32", order: "ABCD" })).toThrow(
    RangeError,
  );
});

test.each([
  [{ type: "UINT16", order: "CDAB" }, /order CDAB is not for UINT16/],
  [{ type: "UINT32", order: "ABCDEFGH" }, /order ABCDEFGH is not for UINT32/],
  [{ type: "STRING", order: "CDAB", length: 2 }, /not for STRING/],
  [{ type: "FLOAT32", order: "ABCD", bits: { from: 0, count: 4 } }, /bits are for INT/],
  [{ type: "UINT16", order: "AB", bits: { from: 12, count: 5 } }, /beyond the 16/],
  [{ type: "BIT", order: "AB" }, /BIT in a register needs/],
  [{ type: "UINT16", order: "AB", trim: "none" }, /for STRING/],
] as const)("a layout that means nothing is refused: %o", (layout, fault) => {
  expect(layoutFault(layout)).toMatch(fault);
});

test("in a longer block a value is read where it stands, and never beyond the end", () => {
  const block = hex("AA AA 12 34 56 78");
  const layout = { type: "UINT32", order: "ABCD" } as const;
  expect(decodeRegistersAt(block, 2, layout)).toBe(0x12345678);
  for (const from of [-2, 3, 4, 6]) {
    expect(() => decodeRegistersAt(block, from, layout)).toThrow(RangeError);
  }
});
