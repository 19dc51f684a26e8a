import fc from "fast-check";
import { expect, test } from "vitest";
import { findDuplicateKeys } from "./duplicate-keys.ts";

test.each<[string, string[]]>([
  ['{"a":1,"b":2}', []],
  ['{"a":1,"a":2}', ["a"]],
  ['{"a":1,"\\u0061":1}', ["a"]],
  ['{"a":{"a":1},"b":{"a":1}}', []],
  ['[{"x":1},{"x":1,"y":[1,{"z":{},"z":[]}],"x":"}"}]', ["1.y.1.z", "1.x"]],
  ['{"a":"{\\"a\\":1,","b":"a"}', []],
  ['{"a":1, "a" : 2, "a":3}', ["a", "a"]],
  ['"a"', []],
])("of %s those names stand twice: %j", (text, paths) => {
  expect(findDuplicateKeys(text)).toEqual(paths);
});

test("what JSON.stringify writes never has a name twice", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(findDuplicateKeys(JSON.stringify(value, null, 1))).toEqual([]);
    }),
  );
});
