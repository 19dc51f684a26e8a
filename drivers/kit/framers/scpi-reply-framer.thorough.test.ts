import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Instant } from "../../contract.ts";
import { type ScpiOutput, ScpiReplyFramer } from "./scpi-reply-framer.ts";

const at = (ms: number): Instant => ({ utcUs: ms * 1_000, monoNs: BigInt(ms) * 1_000_000n });
const bytesOf = (text: string) => Buffer.from(text, "latin1");

function framerOf(terminator: "\n" | "\r" = "\n") {
  return new ScpiReplyFramer({ terminator, lengthMax: 16, blockMax: 20 });
}

function plain(output: ScpiOutput): string {
  const text = Buffer.from(output.bytes).toString("latin1");
  if (output.kind === "noise") return `${output.reason}: ${text}`;
  return output.isBlock ? `block: ${text}` : text;
}

function parse(pieces: readonly Uint8Array[], framer = framerOf()): readonly string[] {
  const outputs = pieces.flatMap((bytes) => framer.push({ bytes, receivedAt: at(0) }));
  return [...outputs, ...framer.restart()].map(plain);
}

const stream = fc
  .array(
    fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom("+1.5", "ON", '"a"', "#H1F", "\n", "\r\n", "\r") },
      { weight: 3, arbitrary: fc.constantFrom("#15a\nb\rc\n", "#210##########\n", "#10\n") },
      {
        weight: 1,
        arbitrary: fc.constantFrom("#0ab\n", "#2x", "#19", "#29999", "0123456789abcdef"),
      },
    ),
    { maxLength: 30 },
  )
  .map((parts) => bytesOf(parts.join("")));

describe("ScpiReplyFramer", () => {
  it("parses a stream alike however it is split", () => {
    const cuts = fc.array(fc.nat(120), { maxLength: 12 });
    fc.assert(
      fc.property(stream, fc.constantFrom("\n", "\r"), cuts, (bytes, terminator, cuts) => {
        const whole = parse([bytes], framerOf(terminator as "\n"));
        const bounds = [...cuts.filter((cut) => cut <= bytes.length), bytes.length];
        bounds.sort((a, b) => a - b);
        const pieces = bounds.map((to, index) => bytes.subarray(bounds[index - 1] ?? 0, to));
        expect(parse(pieces, framerOf(terminator as "\n"))).toEqual(whole);
        const single = Array.from(bytes, (byte) => Uint8Array.of(byte));
        expect(parse(single, framerOf(terminator as "\n"))).toEqual(whole);
      }),
      { numRuns: 2_000 },
    );
  });

  it.each([
    ["a line", "+1.5\r\nON\n", ["+1.5", "ON"]],
    ["a block with every kind of end in it", "#15a\nb\rc\nON\n", ["block: a\nb\rc", "ON"]],
    ["a block of no bytes", "#10\n", ["block: "]],
    ["a hexadecimal number, which is no block", "#H1F\n", ["#H1F"]],
    ["a block without a length, as noise", "#0ab\nON\n", ["bad-header: #0", "ON"]],
    ["a header that is none, as noise", "#2x9\nON\n", ["bad-header: #2", "ON"]],
    ["a block longer than its header says, as noise", "#13abcd\nON\n", ["bad-header: abc", "ON"]],
    ["a block longer than is allowed, as noise", "#221a\nON\n", ["too-long: #221", "ON"]],
    ["a line of the greatest length", "0123456789abcdef\r\n", ["0123456789abcdef"]],
    ["one longer, once, as noise", "0123456789abcdefg\nON\n", ["too-long: 0123456789abcdef", "ON"]],
    ["what has no end, as noise", "+1.", ["partial-frame: +1."]],
    ["half a block, as noise", "#15ab", ["partial-frame: ab"]],
  ])("tells %s", (_, text, expected) => {
    expect(parse([bytesOf(text)])).toEqual(expected);
  });

  it("finds a line in the rest of a block when no block is expected", () => {
    const framer = framerOf();
    framer.restart();
    framer.expectBlocks(false);
    expect(parse([bytesOf("#9999\nRIGLINE,DMM\n")], framer)).toEqual(["#9999", "RIGLINE,DMM"]);
  });

  it("says whether a reply has begun, and forgets it on restart", () => {
    const framer = framerOf();
    framer.push({ bytes: bytesOf("1\r\n"), receivedAt: at(0) });
    expect(framer.isInside).toBe(false);
    framer.push({ bytes: bytesOf("12"), receivedAt: at(1) });
    expect(framer.isInside).toBe(true);
    expect(framer.restart().map(plain)).toEqual(["partial-frame: 12"]);
    expect(parse([bytesOf("3\n")], framer)).toEqual(["3"]);
  });

  it("holds 10 MB without a terminator in bounded memory and linear time", () => {
    const framer = framerOf();
    const bytes = new Uint8Array(4_096).fill(0x61);
    const startedAt = performance.now();
    const before = process.memoryUsage().arrayBuffers;
    const outputs = Array.from({ length: 2_560 }, () =>
      framer.push({ bytes, receivedAt: at(0) }),
    ).flat();
    expect(performance.now() - startedAt).toBeLessThan(3_000);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(1 << 20);
    expect(outputs.map(plain)).toEqual(["too-long: aaaaaaaaaaaaaaaa"]);
  });
});
