import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { encodeRegisters } from "../registers.ts";
import { decodeAll, findFits, type Registers, stillFitting } from "./decodings.ts";

const ORDERS = {
  FLOAT32: ["ABCD", "CDAB", "BADC", "DCBA"],
  INT32: ["ABCD", "CDAB", "BADC", "DCBA"],
};

/** Registers from `at` on, with others around them. */
function registersOf(bytes: Uint8Array, at: number): Registers {
  const words = new Map<number, Uint8Array>();
  for (let address = at - 2; address < at + 8; address += 1)
    words.set(address, Uint8Array.of(0x7e, 0x81));
  for (let index = 0; index < bytes.length; index += 2) {
    words.set(at + index / 2, bytes.subarray(index, index + 2));
  }
  return words;
}

describe("the order detective", () => {
  it("finds every float again: base, type and order, as the first that fits", () => {
    const quantity = fc.double({ min: 0.5, max: 5_000, noNaN: true }).map(Math.fround);
    const order = fc.constantFrom(...ORDERS.FLOAT32) as fc.Arbitrary<"ABCD">;
    fc.assert(
      fc.property(quantity, order, fc.constantFrom(0, 1), (value, used, addressBase) => {
        const bytes = encodeRegisters(value, { type: "FLOAT32", order: used });
        const decodings = decodeAll(registersOf(bytes, 100 - addressBase), 100);
        const [best] = findFits(decodings, { value, tolerance: 1e-6 });
        expect(best).toMatchObject({ addressBase, type: "FLOAT32", order: used, scale: 1 });
      }),
    );
  });

  it("has every scaled integer among what fits", () => {
    const order = fc.constantFrom(...ORDERS.INT32) as fc.Arbitrary<"ABCD">;
    fc.assert(
      fc.property(fc.integer({ min: 100_000, max: 90_000_000 }), order, (raw, used) => {
        const bytes = encodeRegisters(raw, { type: "INT32", order: used });
        const fits = findFits(decodeAll(registersOf(bytes, 7), 7), {
          value: raw / 100,
          tolerance: 1e-9,
        });
        expect(fits).toContainEqual(
          expect.objectContaining({ type: "INT32", order: used, scale: 0.01, addressBase: 0 }),
        );
      }),
    );
  });

  it("keeps only what fits again after the quantity has changed", () => {
    const look = (value: number) => {
      const bytes = encodeRegisters(value, { type: "FLOAT32", order: "CDAB" });
      return findFits(decodeAll(registersOf(bytes, 20), 20), { value, tolerance: 0.2 });
    };
    const fits = stillFitting(look(23.5), look(71.25));
    expect(fits.map(({ type, order }) => [type, order])).toContainEqual(["FLOAT32", "CDAB"]);
    expect(fits.length).toBeLessThanOrEqual(look(23.5).length);
  });

  it("says nothing of registers that could not be read, nor of what is no number", () => {
    const one = new Map([[4, Uint8Array.of(0xff, 0xff)]]);
    const types = new Set(decodeAll(one, 4).map(({ type }) => type));
    expect(types).toEqual(new Set(["INT8H", "INT8L", "UINT8H", "UINT8L", "INT16", "UINT16"]));
    expect(decodeAll(new Map(), 4)).toEqual([]);
  });
});
