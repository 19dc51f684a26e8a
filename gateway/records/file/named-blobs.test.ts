import { expect, test } from "vitest";
import { namedBlobs } from "./named-blobs.ts";

const HASH = { a: "a".repeat(64), b: "b".repeat(64), c: "c".repeat(64) };

test("the trace and the wires of a run are named, its procedure's hash is not", () => {
  const body = { procedureHash: HASH.c, traceHash: HASH.a, wireHashes: { "tcp:1": HASH.b } };
  expect(namedBlobs("run", JSON.stringify(body))).toEqual([HASH.a, HASH.b]);
});

test.each([
  ["attachment", { sha256: HASH.a }],
  ["document", { fileHash: HASH.a }],
  ["received-file", { hash: HASH.a }],
  ["evidence", { package: { hash: HASH.a, manifestHash: HASH.b } }],
  ["procedure", { program: [{ steps: [{ picture: "label.png", pictureHash: HASH.a }] }] }],
])("the file of an entry %s is named", (type, body) => {
  expect(namedBlobs(type, JSON.stringify(body))).toEqual([HASH.a]);
});

test("what a person wrote names nothing", () => {
  const note = JSON.stringify({ traceHash: HASH.a });
  expect(namedBlobs("attachment", JSON.stringify({ note }))).toEqual([]);
  expect(namedBlobs("run", JSON.stringify({ note, hash: HASH.b, sha256: HASH.c }))).toEqual([]);
});
