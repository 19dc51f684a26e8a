import { expect, test } from "vitest";
import { z } from "zod";
import { allowedWords, describeIssue } from "./issue-words.ts";

const port = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("serial") }),
  z.object({ kind: z.literal("tcp") }),
]);
const value = z.union([z.number(), z.string().max(3), z.boolean()]);

function issuesOf(schema: z.ZodType, given: unknown) {
  return schema.safeParse(given).error?.issues ?? [];
}

test.each<[string, z.ZodType, unknown]>([
  ["must be a text", z.string(), 7],
  ["must be a whole number", z.int(), 1.5],
  ["must be at least 1", z.int().min(1), 0],
  ["must be more than 3", z.number().gt(3), 3],
  ["must be at least 1 character long", z.string().min(1), ""],
  ["must be at most 0 items long", z.array(z.string()).max(0), ["a"]],
  ["must be a number", z.coerce.number(), "ten"],
  ["must be pass or fail", z.enum(["pass", "fail"]), "good"],
  ["must be serial or tcp", port, { kind: "seriall" }],
  ["must be a number or a text or true or false", value, null],
  ["must be at most 3 characters long", value, "abcd"],
  ["must be a time with its zone (ISO 8601, such as 2026-11-23T06:30:00Z)", z.iso.datetime(), "x"],
  ["must be a UUID, such as 0199d0a4-3c2e-7b51-8f4a-5d2c9e6b7a10", z.guid(), "1"],
  ["must be printable", z.string().regex(/^x$/, "must be printable"), "y"],
])("says \u201c%s\u201d, not the words of a library", (words, schema, given) => {
  expect(issuesOf(schema, given).map(describeIssue)).toEqual([words]);
});

test("the words that are allowed are known, so that the nearest can be named", () => {
  const words = (schema: z.ZodType, given: unknown) =>
    issuesOf(schema, given).flatMap((issue) => allowedWords(issue));
  expect(words(port, { kind: "seriall" })).toEqual(["serial", "tcp"]);
  expect(words(z.enum(["pass", "fail"]), "good")).toEqual(["pass", "fail"]);
  expect(words(z.string(), 1)).toEqual([]);
});
