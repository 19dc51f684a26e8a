import { describe, expect, it } from "vitest";
import { FrameFramer, type FrameFramerOptions, type FrameOutput } from "./frame-framer.ts";

const at = (ms: number) => ({ utcUs: ms * 1_000, monoNs: BigInt(ms) * 1_000_000n });
const none = new Uint8Array(0);
const bytesOf = (hex: string) => Buffer.from(hex, "hex");

const shown = (outputs: readonly FrameOutput[]) =>
  outputs.map(({ kind, bytes }) => `${kind} ${Buffer.from(bytes).toString("hex")}`);

const read = (options: FrameFramerOptions, hex: string) =>
  shown(new FrameFramer(options).push({ bytes: bytesOf(hex), receivedAt: at(0) }));

describe("frames that silence ends", () => {
  const options = { start: none, end: none, lengthMax: 4, idleGapMs: 5, endsAtGap: true };

  it("the rest of a frame that was too long is never a frame of its own", () => {
    const framer = new FrameFramer(options);
    const first = framer.push({ bytes: bytesOf("0102030405060708090a"), receivedAt: at(0) });
    const rest = framer.push({ bytes: bytesOf("0b0c"), receivedAt: at(3) });
    expect([...first, ...rest].map(({ kind }) => kind)).not.toContain("frame");
    expect(framer.flushGap(at(20))).toEqual([]);
    expect(framer.push({ bytes: bytesOf("0d0e"), receivedAt: at(30) })).toEqual([]);
    expect(shown(framer.flushGap(at(40)))).toEqual(["frame 0d0e"]);
  });
});

describe("frames between two equal markers", () => {
  const end = Uint8Array.of(0xc0);
  const slip = { start: end, end, lengthMax: 64, escape: { byte: 0xdb, xor: 0 } };

  it("are found again by who came to the line within one", () => {
    expect(read(slip, "05c0c001c0c002c0")).toEqual(["noise 05c0", "frame c001c0", "frame c002c0"]);
  });
});
