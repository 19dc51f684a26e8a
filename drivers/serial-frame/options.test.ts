import { describe, expect, it } from "vitest";
import { decodeFrame } from "./decode.ts";
import { serialFrameOptions } from "./options.ts";

const reading = (value: object) => [
  { event: "reading", values: [{ channel: "mass", offset: 0, ...value }] },
];
const markers = { by: "markers", start: "02", end: "03" };

function faultsOf(options: object): string[] {
  const { error } = serialFrameOptions.safeParse(options);
  return (error?.issues ?? []).map(({ path, message }) => `${path.join(".")}: ${message}`);
}

describe("options of frames are refused with their place", () => {
  const frames = reading({ type: "UINT16" });
  it.each([
    ["no end marker", { frame: { by: "markers" }, frames }, "frame.end"],
    [
      "no length field",
      { frame: { by: "length-field", start: "02" }, frames },
      "frame.lengthField",
    ],
    [
      "nothing to find a frame by",
      { frame: { by: "fixed-length", length: 4 }, frames },
      "frame.by",
    ],
    [
      "a length that only silence could find",
      { frame: { by: "fixed-length", length: 4, idleGapMs: 20 }, frames },
      "frame.by",
    ],
    [
      "an end that begins with the escape byte",
      { frame: { by: "markers", start: "02", end: "10 03", escape: { byte: 16 } }, frames },
      "frame.end",
    ],
    [
      "a start with the escape byte in it",
      { frame: { by: "markers", start: "AA 10", end: "03", escape: { byte: 16 } }, frames },
      "frame.start",
    ],
    ["no gap", { frame: { by: "idle-gap" }, frames }, "frame.idleGapMs"],
    ["not hexadecimal", { frame: { by: "markers", end: "STX" }, frames }, "frame.end"],
    [
      "text without length",
      { frame: markers, frames: reading({ type: "TEXT" }) },
      "frames.0.values.0",
    ],
    [
      "an order of 64 bits for 16",
      { frame: markers, frames: reading({ type: "UINT16", order: "ABCDEFGH" }) },
      "frames.0.values.0",
    ],
    [
      "a reading without values",
      { frame: markers, frames: [{ event: "reading" }] },
      "frames.0.values",
    ],
    [
      "a measurement without step",
      { frame: markers, frames: [{ ...frames[0], event: "measurement" }] },
      "frames.0.values.0",
    ],
  ])("%s", (_, options, place) => {
    expect(faultsOf(options).map((fault) => fault.split(":")[0])).toContain(place);
  });
});

describe("a value in a frame", () => {
  const takenAt = { utcUs: 0, monoNs: 0n };
  const decode = (value: object, hex: string) => {
    const { frames } = serialFrameOptions.parse({ frame: markers, frames: reading(value) });
    return decodeFrame(Buffer.from(hex, "hex"), frames, takenAt);
  };

  it.each([
    ["a number printed by a scale", { type: "NUMBER_TEXT", length: 8 }, "20202b31322e3530", 12.5],
    ["a signed byte", { type: "INT8", offset: 1 }, "00ff", -1],
    ["counted from the end", { type: "UINT16", offset: -2, scale: 0.01 }, "ffff0948", 23.76],
    ["the last byte first", { type: "FLOAT32", order: "DCBA" }, "0000fc41", 31.5],
    ["64 bits, every digit", { type: "UINT64" }, "7fffffffffffffff", 2n ** 63n - 1n],
    ["text", { type: "TEXT", length: 4 }, "4f4b2000", "OK"],
  ])("%s", (_, value, hex, expected) => {
    expect(decode(value, hex)).toMatchObject([{ value: expected, quality: "good" }]);
  });

  it.each([
    ["a number with a tail", { type: "NUMBER_TEXT", length: 4 }, "31322e78"],
    ["a frame too short", { type: "UINT32" }, "0001"],
    ["a BCD digit of 12", { type: "BCD16" }, "1c34"],
  ])("%s is no value", (_, value, hex) => {
    expect(decode(value, hex)).toBe("unparsable");
  });

  it("beyond the sensor's range cannot pass, and says why", () => {
    const value = { type: "INT16", range: { low: 0, high: 100 } };
    expect(decode(value, "7fff")).toMatchObject([{ quality: "out-of-range", value: 32_767 }]);
    expect(decode({ type: "FLOAT32" }, "7fc00000")).toMatchObject([{ quality: "decode" }]);
  });
});
