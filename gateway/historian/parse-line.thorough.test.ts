import fc from "fast-check";
import { expect, test } from "vitest";
import { encodeLine, type FieldValue } from "./line-protocol.ts";
import { parseLine } from "./parse-line.ts";

const name = fc.string({ minLength: 1, maxLength: 8, unit: "grapheme" });
const value: fc.Arbitrary<FieldValue> = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => float(number)),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map((big) => integer(big)),
  fc.string({ unit: "grapheme" }).map((words) => text(words)),
  fc.boolean().map((yes) => ({ kind: "flag", value: yes }) as const),
);
const float = (number: number) => ({ kind: "float", value: number }) as const;
const integer = (big: bigint) => ({ kind: "integer", value: big }) as const;
const text = (words: string) => ({ kind: "text", value: words }) as const;

test("every line of our own encoder is read back with its measurement, fields and time", () => {
  fc.assert(
    fc.property(
      fc.dictionary(name, name, { maxKeys: 3 }),
      fc.dictionary(name, value, { minKeys: 1, maxKeys: 4 }),
      fc.bigInt({ min: 0n, max: 2n ** 62n }),
      (tags, fields, timeNs) => {
        const clean = (names: object) =>
          !/["\\]/.test(JSON.stringify(Object.keys(names)).slice(2, -2));
        fc.pre(!/["\\]/.test(Object.entries(tags).join()) && clean(fields));
        const encoded = encodeLine({ measurement: "a m", tags, fields, timeNs }, "ns");
        if ("problem" in encoded) return;
        const parsed = parseLine(encoded.line);
        expect(parsed?.measurement).toBe("a m");
        expect(parsed?.fields).toHaveLength(Object.keys(fields).length);
        expect(parsed?.time).toBe(timeNs);
      },
    ),
    { numRuns: 300 },
  );
});

test.each([
  ["no time", "reading value=1"],
  ["a value that is none", "reading value=NaN 1"],
  ["an open text", 'reading text="a 1'],
  ["an integer without its i and a word behind it", "reading integer=12x 1"],
  ["no field", "reading,rig=a 1"],
  ["an empty tag", "reading,rig= value=1 1"],
  ["two lines", "reading value=1 1\nreading value=2 2"],
  ["a blank more", "reading  value=1 1"],
  ["nothing", ""],
])("a line with %s is refused", (_what, line) => {
  expect(parseLine(line)).toBeUndefined();
});
