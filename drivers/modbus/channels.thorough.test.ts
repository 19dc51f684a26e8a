import fc from "fast-check";
import { expect, test } from "vitest";
import { ordersOf, REGISTER_TYPES, registerCount } from "../kit/register-layout.ts";
import { decodeRegisters, UndecodableValue } from "../kit/registers.ts";
import { mergeBlocks, planChannels, valueAt } from "./channels.ts";
import { modbusOptions } from "./options.ts";
import { readingOf } from "./readings.ts";

const takenAt = { utcUs: 0, monoNs: 0n };
const BOUNDS = { registersMax: 125, bitsMax: 2_000 };

function plan(channels: object[], addressBase: 0 | 1 = 0) {
  return planChannels(modbusOptions.parse({ framing: "tcp", addressBase, channels }));
}

test("neighbours share a request; gaps, tables and the device's bound divide it", () => {
  const channels = plan([
    { name: "a", table: "input", address: 0, type: "FLOAT32" },
    { name: "b", table: "input", address: 2, type: "FLOAT32" },
    { name: "c", table: "input", address: 5 },
    { name: "d", table: "holding", address: 6 },
    { name: "e", table: "coil", address: 7 },
  ]);
  const requests = (bounds: typeof BOUNDS) =>
    mergeBlocks(channels, bounds).map(({ request: { functionCode, address, count } }) => [
      functionCode,
      address,
      count,
    ]);
  expect(requests(BOUNDS)).toEqual([
    [1, 7, 1],
    [3, 6, 1],
    [4, 0, 4],
    [4, 5, 1],
  ]);
  expect(requests({ ...BOUNDS, registersMax: 2 })).toEqual([
    [1, 7, 1],
    [3, 6, 1],
    [4, 0, 2],
    [4, 2, 2],
    [4, 5, 1],
  ]);
});

test("no block is longer than one request may be, and every channel is in exactly one", () => {
  const channels = plan(
    Array.from({ length: 400 }, (_, at) => ({ name: `c${at}`, table: "holding", address: at })),
  );
  const blocks = mergeBlocks(channels, BOUNDS);
  expect(blocks.map(({ request }) => request.count)).toEqual([125, 125, 125, 25]);
  expect(blocks.flatMap(({ items }) => items.map(({ name }) => name)).length).toBe(400);
});

test("each channel takes its own registers out of the block, scaled and rounded", () => {
  const channels = plan(
    [
      { name: "raw", table: "holding", address: 1 },
      { name: "scaled", table: "holding", address: 2, type: "INT16", scale: 0.01, offset: 1 },
      { name: "float", table: "holding", address: 3, type: "FLOAT32", order: "CDAB", decimals: 3 },
    ],
    1,
  );
  const [block] = mergeBlocks(channels, BOUNDS);
  if (!block) throw new Error("no block");
  expect(block.request).toMatchObject({ address: 0, count: 4 });
  // 24.018 as CDAB: 0x41C024DD
  const bytes = Uint8Array.of(0x12, 0x34, 0xff, 0x9c, 0x24, 0xdd, 0x41, 0xc0);
  const values = block.items.map(
    (channel) =>
      readingOf(channel, valueAt(channel.place, block.request, { bits: [], bytes }), takenAt).value,
  );
  expect(values).toEqual([0x1234, 0, 24.018]);
});

test("any type in any order at any address is taken whole out of its block, with both bases", () => {
  const layouts = REGISTER_TYPES.filter((type) => type !== "STRING").flatMap((type) =>
    ordersOf(type).map((order) => ({ type, order, ...(type === "BIT" ? { bit: 5 } : {}) })),
  );
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 64, maxLength: 64 }),
      fc.integer({ min: 0, max: 20 }),
      fc.constantFrom(...layouts),
      (bytes, at, layout) => {
        const expected = attempt(() => {
          const length = registerCount(layout) * 2;
          return decodeRegisters(bytes.subarray(at * 2, at * 2 + length), layout);
        });
        const written = [
          { base: 0 as const, address: 300 + at },
          { base: 1 as const, address: 301 + at },
          { base: 1 as const, address: `4x${301 + at}` },
        ];
        for (const { base, address } of written) {
          const fields = { name: "v", address, table: "holding", ...layout };
          const [channel] = plan([fields], base);
          if (channel === undefined) throw new Error("no channel");
          const raw = valueAt(channel.place, { address: 300 }, { bits: [], bytes });
          expect(Object.is(raw.value, expected)).toBe(true);
        }
      },
    ),
    { numRuns: 500 },
  );
});

/** Undefined where the registers hold no value of the type. */
function attempt(decode: () => unknown): unknown {
  try {
    return decode();
  } catch (error) {
    if (error instanceof UndecodableValue) return undefined;
    throw error;
  }
}
