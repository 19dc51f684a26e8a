import { expect, test } from "vitest";
import { encodeRegisters } from "../registers.ts";
import { channelFields, flowMapping } from "./channel-yaml.ts";
import type { Registers } from "./decodings.ts";
import { fitsIn } from "./probe-table.ts";

/** Registers from 98 on that hold nothing, but a float at `at` on the wire. */
function registersWith(value: number, at: number): Registers {
  const words = new Map<number, Uint8Array>();
  for (let address = 98; address < 130; address += 1) words.set(address, Uint8Array.of(0x7e, 0x81));
  const bytes = encodeRegisters(value, { type: "FLOAT32", order: "CDAB" });
  words.set(at, bytes.subarray(0, 2)).set(at + 1, bytes.subarray(2, 4));
  return words;
}

const WANTED = { value: 54.75, tolerance: 1e-6 };

test("a value further on in the block is found once, at its own address", () => {
  const fits = fitsIn(registersWith(54.75, 107), { address: 100, count: 20, wanted: WANTED });
  expect(fits).toHaveLength(1);
  expect(fits[0]).toMatchObject({ address: 107, addressBase: 0, order: "CDAB" });
});

test("how the manual counts decides the base, for every address of the block", () => {
  const question = { address: 100, count: 20, addressBase: 1, wanted: WANTED } as const;
  const fits = fitsIn(registersWith(54.75, 107), question);
  expect(fits).toMatchObject([{ address: 108, addressBase: 1 }]);
});

test("what fits at the address that was asked goes before a like one elsewhere", () => {
  const registers = new Map([...registersWith(54.75, 110), ...registersWith(54.75, 100)]);
  const at = fitsIn(registers, { address: 100, count: 1, wanted: WANTED });
  expect(at[0]).toMatchObject({ address: 100, addressBase: 0 });
  const both = new Map(registersWith(54.75, 100));
  for (const [address, bytes] of registersWith(54.75, 110)) {
    if (address >= 110 && address < 112) both.set(address, bytes);
  }
  const fits = fitsIn(both, { address: 100, count: 20, wanted: WANTED });
  expect(fits.map(({ address }) => address)).toEqual([100, 110]);
});

test("the channel is YAML whatever it is called", () => {
  const [fit] = fitsIn(registersWith(54.75, 100), { address: 100, wanted: WANTED });
  if (fit === undefined) throw new Error("no fit");
  const place = { table: "holding", address: 101, name: 'a: "b" #c', unit: "%" };
  expect(flowMapping(channelFields(fit, place))).toBe(
    '{ name: "a: \\"b\\" #c", table: holding, address: 101, type: FLOAT32, order: CDAB, unit: "%" }',
  );
  expect(flowMapping(channelFields(fit, { ...place, isPrefixed: true }))).toContain(
    'address: "40101"',
  );
});
