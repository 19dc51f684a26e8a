import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { listFiles } from "./source.ts";

const ROUTE = /^const (\w+) = (?:createRoute|readRoute|commandRoute)\(/gm;
/** Made for each kind of record, with an address that is not one text: asked without the types. */
const OF_MANY = /^gateway\/records\/(commands\/command-routes|controlled\/version-routes)\.ts$/;

test("every route is part of the typed client: its answer and what it asks are known where it is asked", () => {
  const listed = readFileSync("gateway/api/client/api-routes.ts", "utf8");
  const paths = listFiles(".").filter((path) => /^gateway\/.*routes\.ts$/.test(path));
  const missing = paths.flatMap((path) => {
    if (OF_MANY.test(path)) return [];
    const text = readFileSync(path, "utf8");
    const from = path.replace("gateway/", "../../");
    return [...text.matchAll(ROUTE)].flatMap(([, name]) =>
      text.includes(`typeof ${name}`) && listed.includes(`"${from}"`) ? [] : [`${path} ${name}`],
    );
  });
  expect(missing).toEqual([]);
});
