import { expect, test } from "vitest";
import { DriverError } from "../contract.ts";
import { ModbusException } from "../kit/modbus/modbus-codec.ts";
import { planChannels } from "./channels.ts";
import { modbusOptions } from "./options.ts";
import { badnessOf, badReading, readingOf } from "./readings.ts";

const takenAt = { utcUs: 0, monoNs: 0n };

function channel(fields: object) {
  const [planned] = planChannels(
    modbusOptions.parse({
      ...{ framing: "tcp", addressBase: 0 },
      channels: [{ name: "c", table: "holding", address: 0, ...fields }],
    }),
  );
  if (planned === undefined) throw new Error("no channel");
  return planned;
}

test.each([
  ["a value beyond the sensor", { range: { low: 0, high: 100 } }, 101, 101, "101 is above 100"],
  [
    "a value below the sensor",
    { range: { low: 0, high: 100 }, type: "INT16" },
    -1,
    -1,
    "-1 is below 0",
  ],
  [
    "a range is of the quantity",
    { range: { low: 0, high: 1 }, scale: 0.01 },
    101,
    1.01,
    "1.01 is above 1",
  ],
  ["a mark of no value", { invalid: [0x8000] }, 0x8000, Number.NaN, "32768 is the device's mark"],
  ["a mark read as signed", { invalid: [0x8000], type: "INT16" }, -32_768, Number.NaN, "mark"],
  ["a mark of 64 bits", { invalid: [-1], type: "INT64" }, -1n, Number.NaN, "mark"],
  ["NaN as a mark", { invalid: [Number.NaN], type: "FLOAT32" }, Number.NaN, Number.NaN, "mark"],
  ["a text as a mark", { invalid: ["----"], type: "STRING", length: 2 }, "----", "", "mark"],
] as const)("%s is of quality out-of-range, with its cause", (_, fields, raw, value, cause) => {
  expect(readingOf(channel(fields), { value: raw }, takenAt)).toMatchObject({
    ...{ value, quality: "out-of-range", cause: expect.stringContaining(cause) },
  });
});

test("what is no value of the type is of quality decode, with its cause", () => {
  const float = channel({ type: "FLOAT32" });
  expect(readingOf(float, { value: Number.POSITIVE_INFINITY }, takenAt)).toMatchObject({
    ...{ quality: "decode", cause: "not a finite number" },
  });
  expect(readingOf(channel({ type: "BCD16" }), { fault: "BCD digit 12" }, takenAt)).toMatchObject({
    ...{ value: Number.NaN, quality: "decode", cause: "BCD digit 12" },
  });
  const counter = channel({ type: "UINT64", scale: 0.001 });
  expect(readingOf(counter, { value: 2n ** 63n }, takenAt)).toMatchObject({
    ...{ quality: "decode", cause: expect.stringContaining("more digits") },
  });
});

test("a good value has no cause, and a mark of another value does not hide it", () => {
  const good = readingOf(channel({ invalid: [0x8000] }), { value: 0x7fff }, takenAt);
  expect(good).toMatchObject({ value: 0x7fff, quality: "good" });
  expect(good).not.toHaveProperty("cause");
});

test.each([
  [new ModbusException(4, "tcp, unit 1"), "exception", /exception 4, server device failure/],
  [new DriverError("request.timeout", "no reply"), "timeout", /no reply/],
  [new DriverError("request.corrupt", "wrong crc"), "crc", /wrong crc/],
  [new DriverError("request.busy", "exception 6"), "exception", /exception 6/],
] as const)("%s makes quality %s", (error, quality, cause) => {
  const badness = badnessOf(error);
  expect(badness).toMatchObject({ quality, cause: expect.stringMatching(cause) });
  const text = channel({ type: "STRING", length: 2 });
  expect(badness && badReading(text, badness, takenAt)).toMatchObject({ value: "", quality });
});

test("the failure of the wire itself is no matter of one channel", () => {
  expect(badnessOf(new DriverError("wire.lost", "gone"))).toBeUndefined();
  expect(badnessOf(new TypeError("a fault of ours"))).toBeUndefined();
});
