/** `npm run schema`: writes deploy/rigline.schema.json from the schema in the code. */
import { writeFileSync } from "node:fs";
import { drivers } from "../drivers/registry.ts";
import { buildJsonSchema } from "../gateway/config/json-schema.ts";

const file = new URL("rigline.schema.json", import.meta.url);
writeFileSync(file, `${JSON.stringify(buildJsonSchema(drivers), null, 2)}\n`);
