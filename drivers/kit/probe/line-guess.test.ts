import { expect, test } from "vitest";
import { parse } from "yaml";
import { compileLines } from "../../serial-line/decode.ts";
import { serialLineOptions } from "../../serial-line/options.ts";
import { guessLines, lineOptionsYaml } from "./line-guess.ts";

const TAKEN_AT = { utcUs: 0, monoNs: 0n };

/** What the driver reads of the lines with the options that were proposed. */
function readBack(text: string): string[] {
  const guess = guessLines(Buffer.from(text, "latin1"));
  const { options } = parse(lineOptionsYaml(guess)) as { options: unknown };
  const decode = compileLines(serialLineOptions.parse(options).lines);
  return guess.lines.flatMap((line): string[] => {
    const decoded = decode(line, TAKEN_AT);
    if (typeof decoded === "string") return [decoded];
    return decoded.map((event) =>
      event.kind === "reading" ? `${event.channel}=${event.value}` : event.kind,
    );
  });
}

test.each([
  ["key=value", "garb\r\nT=20.5,N=7\r\nT=20.6,N=8\r\nT=2", ["T=20.5", "N=7", "T=20.6", "N=8"]],
  [
    "key: value",
    "x\nvolt: 1.5;amp: 2\nvolt: 1.6;amp: 3\n",
    ["volt=1.5", "amp=2", "volt=1.6", "amp=3"],
  ],
  [
    "csv",
    "9\n1.25,OK,7\n1.50,OK,8\nhal",
    ["column-1=1.25", "column-3=7", "column-1=1.5", "column-3=8"],
  ],
  [
    "json",
    '}\n{"v":1.5,"in":{"t":[20]}}\n{"v":2,"in":{"t":[21]}}\n',
    ["v=1.5", "in.t[0]=20", "v=2", "in.t[0]=21"],
  ],
  ["a bare number", "1\r+1.2345E-3\r-7\rx", ["value=0.0012345", "value=-7"]],
  ["name, number and unit", "?\nT1 23.5 C\nT2 24.0 C\nT", ["T1=23.5", "T2=24"]],
])("the options proposed for %s read its lines with the driver itself", (_, text, values) => {
  expect(readBack(text)).toEqual(values);
});

test("half a line at either end is never shown nor judged", () => {
  const guess = guessLines(Buffer.from("99,1\n12.5,1\n12.6,2\n12.", "latin1"));
  expect(guess.lines).toEqual(["12.5,1", "12.6,2"]);
  expect(guess.pattern?.of).toBe(2);
});

test("bytes of a wrong speed are no lines, and no text is no proposal", () => {
  const noise = Uint8Array.from(
    { length: 300 },
    (_, at) => (Math.imul(at + 1, 0x9e3779b1) >>> 9) & 0xff,
  );
  const guess = guessLines(noise);
  expect(guess.lines).toEqual([]);
  expect(guess.textShare).toBeLessThan(0.7);
  expect(lineOptionsYaml(guess)).toBe("");
  expect(guessLines(new Uint8Array())).toMatchObject({ textShare: 0, lines: [] });
});

test("lines of prose are shown, and no pattern is made up for them", () => {
  const guess = guessLines(Buffer.from("a\nready now\nwarming up\nstill warming\nx"));
  expect(guess.lines).toEqual(["ready now", "warming up", "still warming"]);
  expect(guess.pattern).toBeUndefined();
});
