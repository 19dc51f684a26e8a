/** The routes of quality under one router. */
import { OpenAPIHono } from "@hono/zod-openapi";
import { afterFailRoutes } from "../quality/after-fail/routes.ts";
import { changeRoutes } from "../quality/changes/routes.ts";
import { falseFailRoutes } from "../quality/false-fails/routes.ts";
import { measurementRoutes } from "../quality/measurement/routes.ts";
import { paretoRoutes } from "../quality/pareto/routes.ts";
import { rowRoutes } from "../quality/runs/routes.ts";
import { yieldRoutes } from "../quality/yield/routes.ts";
import type { RouteLedger } from "../records/routes.ts";

/** To be mounted under the API's base. `timeZone` is that of the site. */
export function qualityRoutes(ledger: RouteLedger, timeZone: string): OpenAPIHono {
  const routes = new OpenAPIHono();
  routes.route("/", yieldRoutes(ledger, timeZone));
  for (const mount of [
    afterFailRoutes,
    rowRoutes,
    paretoRoutes,
    falseFailRoutes,
    changeRoutes,
    measurementRoutes,
  ]) {
    routes.route("/", mount(ledger));
  }
  return routes;
}
