import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { isProblemCode, PROBLEMS } from "./problems.ts";

const GATEWAY = join(import.meta.dirname, "..");

for (const [code, { status, title, remedy }] of Object.entries(PROBLEMS)) {
  test(`${code} is two words, has an error status, a title and a remedy in a sentence`, () => {
    expect(code).toMatch(/^[a-z]+(-[a-z]+)*\.[a-z]+(-[a-z]+)*$/);
    expect(status).toBeGreaterThanOrEqual(400);
    expect(title.length).toBeGreaterThan(10);
    expect(remedy).toMatch(/^[A-Z].*[.]$/);
  });
}

test("every code that the gateway refuses with is listed with its remedy", () => {
  const sources = readdirSync(GATEWAY, { recursive: true, encoding: "utf8" }).filter(
    (path) => path.endsWith(".ts") && !path.endsWith(".test.ts"),
  );
  const unlisted = sources.flatMap((path) => {
    const text = readFileSync(join(GATEWAY, path), "utf8");
    const codes = [...text.matchAll(/new Refusal\(\s*"([^"]+)"/g)].map(([, code = ""]) => code);
    return codes.filter((code) => !isProblemCode(code)).map((code) => `${path}: ${code}`);
  });
  expect(unlisted).toEqual([]);
});
