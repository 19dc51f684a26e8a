import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Instant } from "../contract.ts";
import { LineFramer, type LineFramerOptions, type LineOutput } from "./line-framer.ts";

const at = (ms: number): Instant => ({ utcUs: ms * 1_000, monoNs: BigInt(ms) * 1_000_000n });
const DEFAULTS: LineFramerOptions = { delimiter: "\n", encoding: "ascii", lengthMax: 8 };

function parse(pieces: readonly Uint8Array[], options: LineFramerOptions = DEFAULTS) {
  const framer = new LineFramer(options);
  const outputs = pieces.flatMap((bytes) => framer.push({ bytes, receivedAt: at(0) }));
  return { outputs: [...outputs, ...framer.end()].map(plain), skipped: framer.skippedBytes };
}

function plain(output: LineOutput): string {
  if (output.kind === "frame") return output.text;
  return `${output.reason}: ${Buffer.from(output.bytes).toString("latin1")}`;
}

const text = (characters: string) => Buffer.from(characters, "latin1");

/** What the framer promises, in the plainest words: split everything, then judge each line. */
function naive(stream: Buffer, { delimiter, lengthMax }: LineFramerOptions): readonly string[] {
  const ends = [delimiter].flat();
  const lines = stream.toString("latin1").split(new RegExp(ends.join("|")));
  const longest = Math.max(...ends.map(({ length }) => length));
  return lines.flatMap((line, index) => {
    const isLast = index === lines.length - 1;
    const bare = line.endsWith("\r") && !isLast ? line.slice(0, -1) : line;
    if (bare === "") return [];
    if (isLast && line.length <= lengthMax + longest) return [`partial-frame: ${line}`];
    if (bare.length > lengthMax) return [`too-long: ${bare.slice(0, lengthMax)}`];
    // biome-ignore lint/suspicious/noControlCharactersInRegex: NUL is the point
    return [/[\u0000\u0080-\u00ff]/.test(bare) ? `unparsable: ${bare}` : bare];
  });
}

const bytesOfLines = fc
  .array(
    fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom(..."ab1.\r;") },
      { weight: 3, arbitrary: fc.constantFrom("\n", "\r\n", ";\n", ";;") },
      { weight: 1, arbitrary: fc.constantFrom("\u0000", "\u00e4", "abcdefghijklmnop") },
    ),
    { maxLength: 80 },
  )
  .map((parts) => text(parts.join("")));

describe("LineFramer", () => {
  it("parses a stream alike however it is split", () => {
    const delimiter = fc.constantFrom<string | string[]>(
      ...["\n", ";\n", ";;", "\r\n"],
      ...[
        ["\n", "\r"],
        [";;", "\n"],
        ["\r\n", ";;;"],
      ],
    );
    const cuts = fc.array(fc.nat(100), { maxLength: 20 });
    fc.assert(
      fc.property(bytesOfLines, delimiter, cuts, (stream, delimiter, cuts) => {
        const options = { ...DEFAULTS, delimiter };
        const whole = parse([stream], options);
        expect(whole.outputs).toEqual(naive(stream, options));
        const bounds = [...cuts, stream.length].filter((cut) => cut <= stream.length);
        bounds.sort((a, b) => a - b);
        const pieces = bounds.map((to, index) => stream.subarray(bounds[index - 1] ?? 0, to));
        expect(parse(pieces, options)).toEqual(whole);
        expect(
          parse(
            Array.from(stream, (byte) => Uint8Array.of(byte)),
            options,
          ),
        ).toEqual(whole);
      }),
      { numRuns: 2_000 },
    );
  });

  it("holds one line of 10 MB without a delimiter in bounded memory and linear time", () => {
    const framer = new LineFramer({ ...DEFAULTS, lengthMax: 1_024 });
    const bytes = new Uint8Array(4_096).fill(0x61);
    const before = process.memoryUsage().arrayBuffers;
    const startedAt = performance.now();
    const outputs = Array.from({ length: 2_560 }, () =>
      framer.push({ bytes, receivedAt: at(0) }),
    ).flat();
    // serialport's parser takes 28 s for 4 MB; ours 10 ms for 10 MB on an idle machine.
    expect(performance.now() - startedAt).toBeLessThan(3_000);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(1 << 20);
    expect(outputs.map(({ kind }) => kind)).toEqual(["noise"]);
    expect(framer.skippedBytes).toBe(2_560 * 4_096 - 1_024);
    expect(framer.push({ bytes: text("b\ngood\n"), receivedAt: at(1) }).map(plain)).toEqual([
      "good",
    ]);
  });

  it("stamps a frame with the arrival of its last byte", () => {
    const framer = new LineFramer(DEFAULTS);
    framer.push({ bytes: text("ab"), receivedAt: at(1) });
    const [frame] = framer.push({ bytes: text("c\n"), receivedAt: at(5) });
    expect(frame).toEqual({ kind: "frame", text: "abc", takenAt: at(5) });
  });

  it("keeps the order of one chunk's lines in their times, which end at its arrival", () => {
    const framer = new LineFramer(DEFAULTS);
    const outputs = framer.push({ bytes: text("a\nb\nabcdefghij\nc\n"), receivedAt: at(5) });
    expect(outputs.map(({ takenAt }) => takenAt)).toEqual([
      { utcUs: 4_997, monoNs: 4_997_000n },
      { utcUs: 4_998, monoNs: 4_998_000n },
      { utcUs: 4_999, monoNs: 4_999_000n },
      at(5),
    ]);
  });

  it("puts no line at or before one of an earlier chunk, and shares a short time evenly", () => {
    const framer = new LineFramer({ ...DEFAULTS, lengthMax: 1 });
    framer.push({ bytes: text("a\n"), receivedAt: at(1) });
    // 2,500 lines have 1,000 µs.
    const times = framer
      .push({ bytes: text("b\n".repeat(2_500)), receivedAt: at(2) })
      .map(({ takenAt }) => takenAt.utcUs);
    expect(times[0]).toBe(1_001);
    expect(times.at(-1)).toBe(2_000);
    expect(times).toEqual(times.toSorted((left, right) => left - right));
    const counts = Map.groupBy(times, (time) => time);
    expect(Math.max(...[...counts.values()].map(({ length }) => length))).toBeLessThanOrEqual(3);
  });

  it("stamps by the wall clock of the chunk also when that was set back", () => {
    const framer = new LineFramer(DEFAULTS);
    framer.push({ bytes: text("a\n"), receivedAt: { utcUs: 9_000_000, monoNs: 1_000_000n } });
    const outputs = framer.push({
      bytes: text("b\nc\n"),
      receivedAt: { utcUs: 5_000_000, monoNs: 2_000_000n },
    });
    expect(outputs.map(({ takenAt }) => takenAt.utcUs)).toEqual([4_999_999, 5_000_000]);
  });

  it("gives up a line that stood still, and reads the next from its beginning", () => {
    const framer = new LineFramer({ ...DEFAULTS, idleGapMs: 100 });
    framer.push({ bytes: text("V=1"), receivedAt: at(0) });
    framer.push({ bytes: text("2"), receivedAt: at(100) });
    const outputs = framer.push({ bytes: text("V=3.4\n"), receivedAt: at(201) });
    expect(outputs.map(plain)).toEqual(["partial-frame: V=12", "V=3.4"]);
    expect(outputs[0]?.takenAt).toEqual(at(100));
  });

  it("does not keep the memory of the wire", () => {
    const framer = new LineFramer({ ...DEFAULTS, lengthMax: 4 });
    const chunk = text("abcdefghi");
    const outputs = framer.push({ bytes: chunk, receivedAt: at(0) });
    chunk.fill(0);
    expect(outputs.map(plain)).toEqual(["too-long: abcd"]);
  });

  it.each([
    ["utf8", "c3a40a", ["ä"]],
    ["utf8", "e40a", ["unparsable: ä"]],
    ["latin1", "e40a", ["ä"]],
    ["ascii", "e40a", ["unparsable: ä"]],
    ["binary", "6100ff0a", ["a\u0000ÿ"]],
    ["latin1", "61000a", ["unparsable: a\u0000"]],
  ] as const)("reads %s bytes %s as %j", (encoding, hex, expected) => {
    expect(parse([Buffer.from(hex, "hex")], { ...DEFAULTS, encoding }).outputs).toEqual(expected);
  });

  it("refuses a delimiter of no bytes", () => {
    expect(() => new LineFramer({ ...DEFAULTS, delimiter: "" })).toThrow(RangeError);
  });
});
