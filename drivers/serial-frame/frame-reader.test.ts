import { describe, expect, it } from "vitest";
import type { RigEvent } from "../contract.ts";
import { FrameReader } from "./frame-reader.ts";
import { serialFrameOptions } from "./options.ts";

const at = (ms: number) => ({ utcUs: ms * 1_000, monoNs: BigInt(ms) * 1_000_000n });
const values = [{ channel: "mass", offset: -2, type: "UINT16" }];

/** A reader of a port that was opened at 0, and what it says to bytes that come at a time. */
function open(frame: object) {
  const options = serialFrameOptions.parse({ frame, frames: [{ event: "reading", values }] });
  const reader = new FrameReader(options, at(0));
  const shown = (events: readonly RigEvent[]) =>
    events.map((event) => (event.kind === "reading" ? event.value : event.kind));
  return {
    reader,
    push: (hex: string, ms: number) =>
      shown(reader.push({ bytes: Buffer.from(hex, "hex"), receivedAt: at(ms) })),
    quiet: (ms: number) => shown(reader.flushGap(at(ms))),
  };
}

const counted = { by: "length-field", start: "AA 55", lengthField: { offset: 2, adds: 3 } };

it("without `idleGapMs`, too, half a frame and the next one are never glued over a pause", () => {
  const { push } = open(counted);
  expect(push("aa550307", 2_000)).toEqual([]);
  expect(push("aa5503010002", 10_000)).toEqual(["noise", 2]);
});

it("without `idleGapMs`, too, silence alone gives a begun frame up", () => {
  const { reader, push, quiet } = open(counted);
  expect(push("aa550307", 2_000)).toEqual([]);
  expect(reader.waitsForGap).toBe(true);
  expect(quiet(2_999)).toEqual([]);
  expect(quiet(3_000)).toEqual(["noise"]);
  expect(reader.waitsForGap).toBe(false);
});

describe("who joins a rig while it speaks", () => {
  const gap = { by: "idle-gap", idleGapMs: 20 };

  it("never takes the rest of a frame that silence ends for a frame", () => {
    const { push, quiet } = open(gap);
    expect(push("0007", 5)).toEqual([]);
    expect(quiet(30)).toEqual(["noise"]);
    expect(push("01000009", 100)).toEqual([]);
    expect(quiet(130)).toEqual([9]);
  });

  it("takes the first frame where the line was silent before, or a checksum tells", () => {
    const late = open(gap);
    expect(late.push("01000009", 1_000)).toEqual([]);
    expect(late.quiet(1_030)).toEqual([9]);
    const summed = open({ ...gap, checksum: { kind: "sum-16" } });
    expect(summed.push("01090a", 5)).toEqual([]);
    expect(summed.quiet(30)).toEqual(["noise"]);
    expect(summed.push("0109000a", 50)).toEqual([]);
    expect(summed.quiet(80)).toEqual([0x0109]);
  });

  it("never takes the rest of a frame of which only the end is marked", () => {
    const { push } = open({ by: "markers", end: "0A", lengthMax: 6 });
    expect(push("00070a", 5)).toEqual(["noise"]);
    expect(push("00080a", 10)).toEqual([8]);
    const long = push("010203040506070809000b0a000c0a", 20);
    expect(long.filter((each) => each !== "noise")).toEqual([12]);
    expect(push("01", 100)).toEqual([]);
    expect(push("00090a", 2_000)).toEqual(["noise", "noise"]);
    expect(push("000d0a", 2_010)).toEqual([13]);
  });
});
