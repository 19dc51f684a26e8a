/** The routes of operations under one router. */
import { OpenAPIHono } from "@hono/zod-openapi";
import { boardRoutes } from "../operations/board/routes.ts";
import { matrixRoutes } from "../operations/matrix/routes.ts";
import { outlookRoutes } from "../operations/outlook/routes.ts";
import type { RouteLedger } from "../records/routes.ts";

/** To be mounted under the API's base; `now` in microseconds since the epoch. */
export function operationsRoutes(ledger: RouteLedger, now: () => number): OpenAPIHono {
  const routes = new OpenAPIHono();
  routes.route("/", boardRoutes(ledger, now));
  routes.route("/", matrixRoutes(ledger));
  routes.route("/", outlookRoutes(ledger, now));
  return routes;
}
