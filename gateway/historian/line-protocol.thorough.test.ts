import fc from "fast-check";
import { expect, test } from "vitest";
import { anyCharacter } from "../../test/support/any-character.ts";
import { encodeLine, type FieldValue, type Point } from "./line-protocol.ts";

/** An independent reader of the format, character by character as the documentation words it. */
function parseLine(line: string): Point {
  let at = 0;
  const until = (stops: string): string => {
    let text = "";
    while (at < line.length && !stops.includes(line[at] ?? "")) {
      if (line[at] === "\\" && ",= ".includes(line[at + 1] ?? "x")) at += 1;
      text += line[at];
      at += 1;
    }
    return text;
  };
  const quoted = (): string => {
    let text = "";
    for (at += 1; line[at] !== '"'; at += 1) {
      if (line[at] === "\\" && ['"', "\\"].includes(line[at + 1] ?? "")) at += 1;
      text += line[at];
    }
    at += 1;
    return text;
  };
  const measurement = until(", ");
  // Maps, because `__proto__` is a name as good as any.
  const tags = new Map<string, string>();
  while (line[at] === ",") {
    at += 1;
    const key = until("=");
    at += 1;
    tags.set(key, until(", "));
  }
  const fields = new Map<string, FieldValue>();
  do {
    at += 1;
    const key = until("=");
    at += 1;
    fields.set(key, line[at] === '"' ? { kind: "text", value: quoted() } : bare(until(", ")));
  } while (line[at] === ",");
  const timeNs = BigInt(line.slice(at + 1));
  return {
    measurement,
    tags: Object.fromEntries(tags),
    fields: Object.fromEntries(fields),
    timeNs,
  };
}

function bare(text: string): FieldValue {
  if (text === "true" || text === "false") return { kind: "flag", value: text === "true" };
  if (text.endsWith("i")) return { kind: "integer", value: BigInt(text.slice(0, -1)) };
  return { kind: "float", value: Number(text) };
}

const anyText = fc.string({ unit: anyCharacter, maxLength: 30 });
const name = fc.string({ unit: "grapheme", minLength: 1, maxLength: 12 });
const field: fc.Arbitrary<FieldValue> = fc.oneof(
  fc.double().map((value) => ({ kind: "float" as const, value })),
  fc
    .bigInt({ min: -(2n ** 64n), max: 2n ** 64n })
    .map((value) => ({ kind: "integer" as const, value })),
  anyText.map((value) => ({ kind: "text" as const, value })),
  fc.boolean().map((value) => ({ kind: "flag" as const, value })),
);

const point: fc.Arbitrary<Point> = fc.record({
  measurement: fc.constantFrom("reading", "run"),
  tags: fc.dictionary(name, anyText, { maxKeys: 4, noNullPrototype: true }),
  fields: fc.dictionary(name, field, { maxKeys: 4, noNullPrototype: true }),
  timeNs: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n }),
});

test("whatever is encoded reads back exactly; everything else has a reason", () => {
  let encodedCount = 0;
  fc.assert(
    fc.property(point, (given) => {
      const encoded = encodeLine(given, "ns");
      if ("problem" in encoded) {
        expect(encoded.problem).toMatch(/^[a-z]+\.[a-z-]+: ./s);
        return;
      }
      encodedCount += 1;
      const tags = Object.fromEntries(
        Object.entries(given.tags).filter(([, value]) => value !== ""),
      );
      expect(parseLine(encoded.line)).toEqual({ ...given, tags });
    }),
    { numRuns: 2_000 },
  );
  expect(encodedCount).toBeGreaterThan(300);
});

const plain = (changes: Partial<Point>): Point => ({
  measurement: "reading",
  tags: {},
  fields: { value: { kind: "float", value: 1 } },
  timeNs: 1_000n,
  ...changes,
});

test.each([
  ["NaN", plain({ fields: { value: { kind: "float", value: Number.NaN } } }), "value.not-finite"],
  ["infinity", plain({ fields: { v: { kind: "float", value: -1 / 0 } } }), "value.not-finite"],
  ["2^63", plain({ fields: { v: { kind: "integer", value: 2n ** 63n } } }), "value.out-of-range"],
  ["no field", plain({ fields: { value: undefined } }), "point.empty"],
  ["a newline in a tag", plain({ tags: { rig: "a\nb" } }), "tag.newline"],
  ["a backslash at a tag's end", plain({ tags: { rig: "a\\" } }), "tag.backslash"],
  ["a backslash before a comma", plain({ tags: { rig: "a\\,b" } }), "tag.backslash"],
  ["half a character", plain({ tags: { rig: "\ud83d" } }), "text.not-unicode"],
  ["a time beyond 64 bits", plain({ timeNs: 2n ** 63n }), "time.out-of-range"],
])("%s has no line but a reason", (_name, given, code) => {
  const encoded = encodeLine(given, "ns");
  expect("problem" in encoded && encoded.problem).toMatch(new RegExp(`^${code}: `));
});

test("2^53 + 1 keeps its last digit and a time in milliseconds rounds down", () => {
  const value = { kind: "integer" as const, value: 2n ** 53n + 1n };
  const late = plain({ fields: { integer: value }, timeNs: 1_999_999n });
  expect(encodeLine(late, "ms")).toEqual({ line: "reading integer=9007199254740993i 1" });
  expect(encodeLine(plain({ timeNs: -1n }), "ms")).toEqual({ line: "reading value=1 -1" });
});
