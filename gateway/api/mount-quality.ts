/** The routes of quality under one router. */
import { OpenAPIHono } from "@hono/zod-openapi";
import { rowRoutes } from "../quality/runs/routes.ts";
import { yieldRoutes } from "../quality/yield/routes.ts";
import type { RouteLedger } from "../records/routes.ts";

/** To be mounted under the API's base. `timeZone` is that of the site. */
export function qualityRoutes(ledger: RouteLedger, timeZone: string): OpenAPIHono {
  const routes = new OpenAPIHono();
  for (const part of [yieldRoutes(ledger, timeZone), rowRoutes(ledger)]) routes.route("/", part);
  return routes;
}
