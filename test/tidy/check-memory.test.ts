import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openGreenMemory } from "../support/check/green-memory.ts";
import { sourceKeys } from "../support/check/source-keys.ts";

const SOURCES = {
  "package-lock.json": "1",
  "gateway/a.test.ts": 'import { a } from "./a.ts";',
  "gateway/a.ts": 'export const a = () => import("./deep/b.ts");',
  "gateway/deep/b.ts": 'import type { C } from "../c.ts";\nimport data from "../data.json";',
  "gateway/c.ts": "export type C = 1;",
  "gateway/data.json": "{}",
  "gateway/worker.ts": "1",
  "gateway/starter.test.ts": 'start(new URL("./worker.ts", import.meta.url));',
  "gateway/reader.test.ts": 'readFileSync(new URL("../README.md", import.meta.url));',
  "gateway/alone.test.ts": "1",
  "README.md": "1",
};
const TESTS = Object.keys(SOURCES).filter((path) => path.endsWith(".test.ts"));
const READERS = ["gateway/reader.test.ts"];

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "rigline-check-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

function memoryOf(sources: Readonly<Record<string, string>>, node = "v24.0.0") {
  const keys = sourceKeys(new Map(Object.entries(sources)), node);
  return openGreenMemory(join(folder, "memory.json"), keys);
}

/** What is asked again after everything had passed and this has changed. */
function staleAfter(change: Readonly<Record<string, string>>, node?: string): readonly string[] {
  memoryOf(SOURCES).keep("unit", TESTS);
  return memoryOf({ ...SOURCES, ...change }, node).stale("unit", TESTS);
}

test.each([
  ["itself", { "gateway/alone.test.ts": "2" }, ["gateway/alone.test.ts"]],
  ["what it imports", { "gateway/a.ts": "2" }, ["gateway/a.test.ts"]],
  ["a type far below it", { "gateway/c.ts": "2" }, ["gateway/a.test.ts"]],
  ["data it imports", { "gateway/data.json": "[]" }, ["gateway/a.test.ts"]],
  ["a worker it starts", { "gateway/worker.ts": "2" }, ["gateway/starter.test.ts"]],
  ["a file that it may read", { "README.md": "2" }, []],
  ["a package", { "package-lock.json": "2" }, TESTS],
])("a test that passed is run again when it is another one by %s", (_what, change, expected) => {
  // Whoever reads files by their place may have read any.
  expect(staleAfter(change)).toEqual(TESTS.filter((t) => [...expected, ...READERS].includes(t)));
});

test("nothing is run again where nothing has changed, everything under another Node.js", () => {
  expect(staleAfter({})).toEqual([]);
  expect(staleAfter({}, "v24.0.1")).toEqual(TESTS);
});

test("the whole is asked again when any file has changed or is gone", () => {
  memoryOf(SOURCES).keep("whole", ["."]);
  expect(memoryOf(SOURCES).stale("whole", ["."])).toEqual([]);
  expect(memoryOf({ ...SOURCES, "README.md": "2" }).stale("whole", ["."])).toEqual(["."]);
  const { "gateway/alone.test.ts": _gone, ...left } = SOURCES;
  expect(memoryOf(left).stale("whole", ["."])).toEqual(["."]);
});

test("what was not seen to pass, or by a memory that can not be read, is run", () => {
  memoryOf(SOURCES).keep("unit", ["gateway/a.test.ts"]);
  expect(memoryOf(SOURCES).stale("unit", ["gateway/a.test.ts"])).toEqual([]);
  expect(memoryOf(SOURCES).stale("unit", TESTS)).toHaveLength(TESTS.length - 1);
  expect(memoryOf(SOURCES).stale("biome", TESTS)).toEqual(TESTS);
  writeFileSync(join(folder, "memory.json"), "{");
  expect(memoryOf(SOURCES).stale("unit", TESTS)).toEqual(TESTS);
});
