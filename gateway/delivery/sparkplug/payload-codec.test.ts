import fc from "fast-check";
import { expect, test } from "vitest";
import {
  decodeWithProtobufjs,
  encodeWithProtobufjs,
} from "../../../test/support/sparkplug-host.ts";
import {
  BOOLEAN,
  DOUBLE,
  decodeCommand,
  encodePayload,
  INT64,
  type Metric,
  STRING,
  UINT64,
} from "./payload-codec.ts";

const head = {
  name: fc.option(fc.string(), { nil: undefined }),
  alias: fc.option(fc.nat(), { nil: undefined }),
  timestampMs: fc.nat({ max: 4_000_000_000_000 }),
  isHistorical: fc.boolean(),
};
const metric = fc.oneof(
  fc.record({
    ...head,
    datatype: fc.constant(INT64),
    value: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  }),
  fc.record({
    ...head,
    datatype: fc.constant(UINT64),
    value: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
  }),
  fc.record({ ...head, datatype: fc.constant(DOUBLE), value: fc.double() }),
  fc.record({ ...head, datatype: fc.constant(BOOLEAN), value: fc.boolean() }),
  fc.record({ ...head, datatype: fc.constant(STRING), value: fc.string({ unit: "grapheme" }) }),
  fc.record({ ...head, datatype: fc.constant(STRING), value: fc.constant(undefined) }),
);

test("whatever is encoded, an independent decoder reads the same", () => {
  fc.assert(
    fc.property(fc.array(metric, { maxLength: 5 }), fc.nat({ max: 255 }), (metrics, seq) => {
      const read = decodeWithProtobufjs(
        encodePayload({ timestampMs: 7, seq, metrics: metrics as Metric[] }),
      );
      expect(read.seq).toBe(seq);
      expect(read.metrics).toHaveLength(metrics.length);
      for (const [index, given] of metrics.entries()) {
        const seen = read.metrics[index];
        expect(seen?.name).toBe(given.name);
        expect(seen?.alias).toBe(given.alias === undefined ? undefined : String(given.alias));
        expect(seen?.timestamp).toBe(String(given.timestampMs));
        expect(seen?.isHistorical ?? false).toBe(given.isHistorical);
        expect(seen?.isNull ?? false).toBe(given.value === undefined);
        expect(valueIn(seen)).toEqual(given.value);
      }
    }),
  );
});

function valueIn(seen: ReturnType<typeof decodeWithProtobufjs>["metrics"][number] | undefined) {
  if (seen?.longValue !== undefined) {
    const bits = BigInt(seen.longValue);
    return seen.datatype === INT64 ? BigInt.asIntN(64, bits) : bits;
  }
  return seen?.doubleValue ?? seen?.booleanValue ?? seen?.stringValue;
}

test("properties are read as keys and values in one order", () => {
  const properties = { engUnit: "V", Quality: 192 };
  const metrics = [{ timestampMs: 1, datatype: DOUBLE, value: 1, properties } as const];
  const [seen] = decodeWithProtobufjs(encodePayload({ timestampMs: 1, metrics })).metrics;
  expect(seen?.properties).toEqual({
    keys: ["engUnit", "Quality"],
    values: [
      { type: STRING, stringValue: "V" },
      { type: 3, intValue: 192 },
    ],
  });
});

test("a command of an independent encoder is understood, and senseless bytes are no command", () => {
  const metrics = [{ name: "Node Control/Rebirth", datatype: 11, booleanValue: true }];
  expect(decodeCommand(encodeWithProtobufjs(metrics))).toEqual([
    { name: "Node Control/Rebirth", boolean: true },
  ]);
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      expect(() => decodeCommand(bytes)).not.toThrow();
    }),
  );
});
