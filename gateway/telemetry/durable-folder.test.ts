import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makeDurableFolder } from "./durable-folder.ts";

let scratch: string;

beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), "rigline-test-folder-"));
});
afterAll(() => rmSync(scratch, { recursive: true }));

test("a folder is made with all that is missing above it, and again without complaint", () => {
  const path = join(scratch, "a", "b", "c");
  makeDurableFolder(path);
  makeDurableFolder(path);
  expect(existsSync(path)).toBe(true);
});

test("a place that takes no folders is refused at once, not tried for ever", () => {
  expect(() => makeDurableFolder("/proc/nope/data")).toThrow(/ENOENT/);
});
