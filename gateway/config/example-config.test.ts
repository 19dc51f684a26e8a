import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { drivers } from "../../drivers/registry.ts";
import { loadConfig } from "./load-config.ts";

it.each(["deploy/example.yaml", "fixtures/sample-line/rigline.yaml"])(
  "%s, which people start from, has no fault",
  (file) => {
    const path = fileURLToPath(new URL(`../../${file}`, import.meta.url));
    const result = loadConfig({ path, text: readFileSync(path, "utf8"), drivers });
    expect(result.ok ? [] : result.faults).toEqual([]);
  },
);

it("a rig's options are checked by its driver, also inside a pattern", () => {
  const path = fileURLToPath(new URL("../../deploy/example.yaml", import.meta.url));
  const text = readFileSync(path, "utf8").replace("(?<serialNumber>\\S+)", "(?<serialNumbr>\\S+)");
  const result = loadConfig({ path, text, drivers });
  expect(result.ok ? [] : result.faults).toMatchObject([
    { code: "config.invalid-value", path: "rigs.fct-1.options.lines.0.match" },
  ]);
});
