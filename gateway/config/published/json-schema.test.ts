import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { drivers } from "../../../drivers/registry.ts";
import { buildJsonSchema } from "./json-schema.ts";

const FILE = new URL("../../../deploy/rigline.schema.json", import.meta.url);

it("deploy/rigline.schema.json is what the schema in the code says (else: npm run schema)", () => {
  const written: unknown = JSON.parse(readFileSync(FILE, "utf8"));
  expect(written).toEqual(JSON.parse(JSON.stringify(buildJsonSchema(drivers))));
});

it("the schema names each driver's own options", () => {
  const text = JSON.stringify(buildJsonSchema(drivers));
  for (const driver of drivers) expect(text).toContain(`{"const":"${driver.name}"}`);
});
