/** `npm run schema`: writes what the schemas in the code say, for editors and for readers. */
import { mkdirSync, writeFileSync } from "node:fs";
import { drivers } from "../drivers/registry.ts";
import { buildJsonSchema } from "../gateway/config/published/json-schema.ts";
import { buildOptionPage } from "../gateway/config/published/option-table.ts";
import { payloadSchemas } from "../gateway/delivery/schemas/payload-schemas.ts";

const file = new URL("rigline.schema.json", import.meta.url);
writeFileSync(file, `${JSON.stringify(buildJsonSchema(drivers), null, 2)}\n`);

for (const driver of drivers) {
  const page = new URL(`../drivers/${driver.name}/options.md`, import.meta.url);
  writeFileSync(page, buildOptionPage(driver));
}

const folder = new URL("schemas/", import.meta.url);
mkdirSync(folder, { recursive: true });
for (const [name, schema] of Object.entries(payloadSchemas())) {
  writeFileSync(new URL(`${name}.json`, folder), `${JSON.stringify(schema, null, 2)}\n`);
}
