import fc from "fast-check";
import { expect, test } from "vitest";
import { anyCharacter } from "../../../test/support/any-character.ts";
import type { Reading } from "../contract.ts";
import { decodeBlock, encodeBlock } from "./block-codec.ts";
import { encodePacked } from "./packed-block.ts";

const text = fc.oneof(
  fc.string({ unit: "grapheme" }),
  fc.string({ unit: anyCharacter }),
  fc.constantFrom("V", "fct-1", "Ω ±", "🔋", "\ud83d", "a\0b", ""),
);
const value = fc.oneof(
  fc.double(),
  fc.integer(),
  fc.maxSafeInteger(),
  fc.bigInt({ min: -(2n ** 64n), max: 2n ** 64n }),
  text,
  fc.boolean(),
  fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0, 2 ** 53),
);
const time = fc.oneof(
  fc.integer({ min: 1_795_000_000_000_000, max: 1_795_000_100_000_000 }),
  fc.maxSafeInteger(),
  fc.double({ noNaN: true }),
);
const reading: fc.Arbitrary<Reading> = fc
  .record(
    {
      rig: text,
      channel: text,
      value,
      unit: text,
      quality: fc.constantFrom("good" as const, "stale" as const, "crc" as const),
      takenAt: time,
      slot: text,
      runId: text,
      step: text,
      attempt: fc.integer({ min: 1, max: 1000 }),
      reported: fc.constantFrom("pass" as const, "fail" as const),
    },
    { requiredKeys: ["rig", "channel", "value", "unit", "quality", "takenAt"] },
  )
  // fast-check makes records without a prototype.
  .map((record) => ({ ...record }));

const forms = [
  ["as first written", encodeBlock],
  ["as sealed", encodePacked],
] as const;

test.each(forms)(
  "every reading comes back as it was given, to the last bit, %s",
  (_form, encode) => {
    fc.assert(
      fc.property(fc.array(reading, { minLength: 1, maxLength: 40 }), (readings) => {
        const decoded = decodeBlock(encode(readings));
        // toStrictEqual tells -0 from 0 and an absent key from an undefined one.
        expect(decoded).toStrictEqual(readings);
      }),
      { numRuns: 500 },
    );
  },
);

test("series of numbers come back to the last bit, whatever their digits", () => {
  const number = fc.oneof(
    fc.tuple(fc.maxSafeInteger(), fc.nat(12)).map(([whole, digits]) => whole / 10 ** digits),
    fc.tuple(fc.integer(), fc.nat(12)).map(([whole, digits]) => whole / 10 ** digits),
    fc.double(),
  );
  fc.assert(
    fc.property(fc.array(number, { minLength: 1, maxLength: 60 }), (numbers) => {
      const readings = numbers.map((value, at) => aReading(at % 3, value));
      expect(decodeBlock(encodePacked(readings))).toStrictEqual(readings);
    }),
    { numRuns: 500 },
  );
});

function aReading(at: number, value: number): Reading {
  const takenAt = 1_795_000_000_000_000 + at * 1000;
  return { rig: "r", channel: `c${at % 2}`, value, unit: "V", quality: "good", takenAt };
}

test("a sealed reading of an instrument's digits takes two bytes, of pure noise seven", () => {
  const perReading = (value: (at: number) => number): number => {
    const readings = Array.from({ length: 1000 }, (_, at) => aReading(at, value(at)));
    return encodePacked(readings).length / readings.length;
  };
  const noise = (at: number): number => 24 + Math.sin(at * 12.9898) / 7;
  expect(perReading((at) => Math.round(noise(at) * 1000) / 1000)).toBeLessThan(2.5);
  expect(perReading(noise)).toBeLessThan(7.5);
});

test("what readings have in common is stored once", () => {
  const readings = Array.from({ length: 1000 }, (_, at) => ({
    rig: "burn-in-1",
    channel: `chamber-temperature-${at % 10}`,
    value: 40 + at / 7,
    unit: "Cel",
    quality: "good" as const,
    takenAt: 1_795_000_000_000_000 + at * 1000,
  }));
  expect(encodeBlock(readings).length / readings.length).toBeLessThan(14);
});

test.each(forms)("a torn block is refused, never half read, %s", (_form, encode) => {
  const block = encode([
    { rig: "r", channel: "c", value: 1.5, unit: "V", quality: "good", takenAt: 1 },
    { rig: "r", channel: "d", value: "text", unit: "", quality: "good", takenAt: 2 },
  ]);
  for (let length = 0; length < block.length; length += 1) {
    expect(() => decodeBlock(block.subarray(0, length))).toThrow(RangeError);
  }
});

test.each(forms)("a flipped bit is refused, never read as another value, %s", (_form, encode) => {
  const block = encode([
    { rig: "r", channel: "c", value: 1.5, unit: "V", quality: "good", takenAt: 1 },
  ]);
  for (let bit = 0; bit < block.length * 8; bit += 1) {
    const flipped = Uint8Array.from(block);
    const at = Math.floor(bit / 8);
    flipped[at] = (flipped[at] ?? 0) ^ (1 << (bit % 8));
    expect(() => decodeBlock(flipped)).toThrow(RangeError);
  }
});
