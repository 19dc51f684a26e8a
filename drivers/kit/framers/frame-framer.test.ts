import { describe, expect, it } from "vitest";
import { checksumOf } from "../checksums.ts";
import { FrameFramer, type FrameFramerOptions, type FrameOutput } from "./frame-framer.ts";
import type { FrameChecksum } from "./frame-rules.ts";

const at = (ms: number) => ({ utcUs: ms * 1_000, monoNs: BigInt(ms) * 1_000_000n });
const none = new Uint8Array(0);
const bytesOf = (hex: string) => Buffer.from(hex, "hex");

const shown = (outputs: readonly FrameOutput[]) =>
  outputs.map(({ kind, bytes }) => `${kind} ${Buffer.from(bytes).toString("hex")}`);

const crc: FrameChecksum = {
  ...{ kind: "crc-16-modbus", place: "before-end", coversStart: false, coversEnd: false },
  ...{ order: "little", as: "binary" },
};

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

describe("a checksum before the end", () => {
  const flag = Uint8Array.of(0x7e);
  const ppp = { start: flag, end: flag, lengthMax: 64, escape: { byte: 0x7d, xor: 0x20 } };
  const hide = (bytes: readonly number[]) =>
    bytes.flatMap((byte) => (byte === 0x7e || byte === 0x7d ? [0x7d, byte ^ 0x20] : [byte]));
  /** As PPP has it: the checksum of what is meant, and then all of it escaped. */
  const frameOf = (body: readonly number[]) => {
    const sum = checksumOf("crc-16-modbus", Uint8Array.from(body));
    return Buffer.from([0x7e, ...hide([...body, sum & 255, sum >> 8]), 0x7e]);
  };

  it("is escaped as the body is, whatever its bytes are (PPP, HDLC)", () => {
    const bodies = Array.from({ length: 2_000 }, (_, index) => [index >> 8, index & 255]);
    const hidden = bodies.filter((body) => {
      const sum = checksumOf("crc-16-modbus", Uint8Array.from(body));
      return [sum & 255, sum >> 8].some((byte) => byte === 0x7e || byte === 0x7d);
    });
    expect(hidden.length).toBeGreaterThan(10);
    const framer = new FrameFramer({ ...ppp, checksum: crc });
    const outputs = bodies.flatMap((body) =>
      framer.push({ bytes: frameOf(body), receivedAt: at(0) }),
    );
    expect(outputs.map((each) => each.kind === "frame" && [...each.body])).toEqual(bodies);
  });
});
