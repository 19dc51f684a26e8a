import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { bundleDirectory, findBundledMain, rootOf } from "./bundle.ts";

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "rigline-bundle-"));
  for (const folder of ["gateway/cli", "drivers", "deploy"]) {
    mkdirSync(join(root, folder), { recursive: true });
  }
  for (const file of ["package.json", "package-lock.json", "deploy/bundle-gateway.ts"]) write(file);
  write("gateway/main.ts");
});
afterEach(() => rmSync(root, { recursive: true }));

function write(path: string, text = "1"): void {
  writeFileSync(join(root, path), text);
}

function makeBundle(): string {
  const main = join(bundleDirectory(root), "main.js");
  mkdirSync(join(main, ".."), { recursive: true });
  writeFileSync(main, "");
  return main;
}

test("a bundle is found while the sources are those it was made of", () => {
  expect(findBundledMain(root)).toBeUndefined();
  const main = makeBundle();
  expect(findBundledMain(root)).toBe(main);
  expect(rootOf(pathToFileURL(main).href)).toBe(root);
  write("gateway/cli/start.test.ts");
  expect(findBundledMain(root)).toBe(main);
});

test.each([
  ["changed", () => write("gateway/main.ts", "2")],
  ["added", () => write("drivers/contract.ts")],
  ["removed", () => rmSync(join(root, "gateway/main.ts"))],
  ["among the packages", () => write("package-lock.json", "2")],
])("a bundle is not found once a source is %s", (_how, change) => {
  makeBundle();
  change();
  expect(findBundledMain(root)).toBeUndefined();
});
