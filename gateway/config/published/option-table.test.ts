import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import type { Driver } from "../../../drivers/contract.ts";
import { drivers } from "../../../drivers/registry.ts";
import { buildOptionPage } from "./option-table.ts";

describe.each(drivers)("driver $name", (driver) => {
  const folder = new URL(`../../../drivers/${driver.name}/`, import.meta.url);

  test("its options.md is what its schema says (else: npm run schema)", () => {
    expect(readFileSync(new URL("options.md", folder), "utf8")).toBe(buildOptionPage(driver));
  });
});

test("each option has its row, with default, values and meaning; a bar does not end its cell", () => {
  const place = z.strictObject({ at: z.int().min(1).max(9), bit: z.boolean().default(false) });
  const options = z.strictObject({
    mode: z.enum(["a", "b"]).default("a").describe("One | the other"),
    first: place.describe("The first"),
    second: z.array(place),
    names: z.record(z.string(), z.number().min(0)),
  });
  const driver = { name: "x", summary: "", options } as unknown as Driver;
  const rows = buildOptionPage(driver)
    .split("\n")
    .filter((line) => line.startsWith("| `"))
    .map((line) => line.replace(/ +/g, " "));
  expect(rows).toEqual([
    "| `mode` | `a` | `a`, `b`. One \\| the other |",
    "| `first` | needed | The first |",
    "| `first.at` | needed | 1 to 9 |",
    "| `first.bit` | `false` | `true`, `false` |",
    "| `second` | needed | As above: `at`, `bit` |",
    "| `names.*` | needed | at least 0 |",
  ]);
});
