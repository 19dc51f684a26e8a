/** The configuration as JSON Schema, so that an editor completes and explains rigline.yaml. */
import { z } from "zod";
import type { Driver } from "../../../drivers/contract.ts";
import { configSchema } from "../schema.ts";

/** JSON Schema draft-07, the one that editors of YAML read. The `options:` depend on the driver. */
export function buildJsonSchema(drivers: readonly Driver[]): object {
  const schema = z.toJSONSchema(configSchema, {
    io: "input",
    target: "draft-7",
    override({ path, jsonSchema }) {
      if (isRig(path)) Object.assign(jsonSchema, describeRigs(drivers));
    },
  });
  return { ...schema, title: "Rigline configuration" };
}

/** …rigs → each value. */
function isRig(path: readonly (string | number)[]): boolean {
  return path.join("/") === "properties/rigs/additionalProperties";
}

function describeRigs(drivers: readonly Driver[]): object {
  return {
    allOf: drivers.map((driver) => ({
      if: { properties: { driver: { const: driver.name } }, required: ["driver"] },
      // biome-ignore lint/suspicious/noThenProperty: the word of JSON Schema
      then: { properties: { options: describeOptions(driver) } },
    })),
  };
}

function describeOptions(driver: Driver): object {
  const options = { io: "input", target: "draft-7", unrepresentable: "any" } as const;
  const { $schema: _, ...schema } = z.toJSONSchema(driver.options, options);
  return { description: driver.summary, ...schema };
}
