import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { findToken } from "./asked-gateway.ts";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "rigline-token-"));
});
afterEach(() => rmSync(directory, { recursive: true }));

test("a token comes from the file that is named, else from the environment, without blanks", () => {
  writeFileSync(join(directory, "token"), "of-file\n");
  const env = { RIGLINE_TOKEN: " of-environment " };
  expect(findToken({ tokenFile: "token" }, { directory, env })).toBe("of-file");
  expect(findToken({}, { directory, env })).toBe("of-environment");
  expect(findToken({}, { directory, env: { RIGLINE_TOKEN: "" } })).toBeUndefined();
  expect(findToken({}, { directory, env: {} })).toBeUndefined();
});

test("a file that is named and can not be read is told, and the environment not taken instead", () => {
  const env = { RIGLINE_TOKEN: "of-environment" };
  expect(() => findToken({ tokenFile: "none" }, { directory, env })).toThrow(
    expect.objectContaining({ code: "file.not-readable" }),
  );
});
