import { createHash } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { CanonicalJsonError, canonicalJson } from "./canonical-json.ts";
import { hashBody, hashLeaf } from "./store/hashes.ts";

test("the example of RFC 8785 section 3.2 has the bytes the RFC prints", () => {
  const value = {
    // biome-ignore lint/correctness/noPrecisionLoss: the RFC has it so
    numbers: [333333333.33333329, 1e30, 4.5, 2e-3, 0.000000000000000000000000001],
    string: "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"/",
    literals: [null, true, false],
  };
  expect(canonicalJson(value)).toBe(
    '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],' +
      '"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
  );
});

test("keys are sorted by UTF-16 code units, as in RFC 8785 section 3.2.3", () => {
  const value = {
    "\u20ac": "Euro Sign",
    "\r": "Carriage Return",
    "\ufb33": "Hebrew Letter Dalet With Dagesh",
    "1": "One",
    "\ud83d\ude00": "Emoji: Grinning Face",
    "\u0080": "Control",
    "\u00f6": "Latin Small Letter O With Diaeresis",
  };
  const order = [...canonicalJson(value).matchAll(/:"([^"]*)"/g)].map((match) => match[1]);
  expect(order).toEqual([
    "Carriage Return",
    "One",
    "Control",
    "Latin Small Letter O With Diaeresis",
    "Euro Sign",
    "Emoji: Grinning Face",
    "Hebrew Letter Dalet With Dagesh",
  ]);
});

test("keys that look like integers are sorted as text", () => {
  expect(canonicalJson({ 2: "b", 10: "a" })).toBe('{"10":"a","2":"b"}');
});

test("objects that begin with the same key keep orders of their own", () => {
  const items = [
    { b: 1, a: 2 },
    { b: 1, "a\n": 2 },
    { b: 1, a: 2, A: 3 },
    { b: 1, a: 2 },
    { b: 1 },
  ];
  expect(canonicalJson(items)).toBe(
    '[{"a":2,"b":1},{"a\\n":2,"b":1},{"A":3,"a":2,"b":1},{"a":2,"b":1},{"b":1}]',
  );
});

test("the path of what has no exact form is told through lists and objects", () => {
  const value = { runs: [{ a: 1 }, { a: { b: Number.NaN } }] };
  expect(() => canonicalJson(value)).toThrow("$.runs[1].a.b is NaN");
});

test("a test record has the known SHA-256 and the known leaf hash", () => {
  const record = {
    unit: { serial: "SN-000123", gtin: "09506000134352" },
    startedAt: "2026-11-23T08:15:30.250Z",
    outcome: "FAIL",
    operator: "J. Muñoz",
    measurements: [
      { name: "vout", value: 4.973, unit: "V", lower: 4.95, upper: 5.05 },
      { name: "i_idle", value: 1e-7, unit: "A", upper: 0.000002 },
    ],
  };
  const text = canonicalJson(record);
  expect(createHash("sha256").update(text).digest("hex")).toBe(
    "bb5ddb0fb6b7b6b211af4b30d2030b9ebf8d9ab8715b93e2d65e1f7a4b1731b1",
  );
  // Any object takes the same way to its leaf as an entry does.
  expect(hashLeaf(record as never).toString("hex")).toBe(
    "2df293a38f46910217ab4ae7ff0ef2de00580ef440f7a085754c1f227695b5e3",
  );
});

test("a body's hash is SHA-256 over its salt and its text", () => {
  const salt = Buffer.alloc(16, 7);
  const expected = createHash("sha256")
    .update(Buffer.concat([salt, Buffer.from('{"Ω":1}')]))
    .digest("hex");
  expect(hashBody(salt, '{"Ω":1}').toString("hex")).toBe(expected);
});

test.each([
  ["NaN", { a: [1, Number.NaN] }, "$.a[1]"],
  ["infinity", Number.POSITIVE_INFINITY, "$"],
  ["bigint", { a: 1n }, "$.a"],
  ["half a surrogate pair", { a: "\ud83d" }, "$.a"],
  ["undefined in an array", [undefined], "$[0]"],
  ["a date", { at: new Date(0) }, "$.at"],
  ["a map", { m: new Map() }, "$.m"],
])("%s is refused with its path, never altered", (_name, value, path) => {
  expect(() => canonicalJson(value)).toThrow(CanonicalJsonError);
  expect(() => canonicalJson(value)).toThrow(expect.objectContaining({ path }));
});

test("what is written reads back the same, and is the same whatever order it was built in", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = canonicalJson(value);
      expect(canonicalJson(JSON.parse(text))).toBe(text);
      // -0 is 0 in JSON; everything else is equal.
      expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});
