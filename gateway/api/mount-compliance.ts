/** Mounts what compliance makes of the records, and what comes from other tools. */
import type { OpenAPIHono } from "@hono/zod-openapi";
import { evidenceRoutes } from "../compliance/evidence/routes.ts";
import { trailRoutes } from "../compliance/trail/routes.ts";
import { exchangeRoutes, limitReport } from "../exchange/routes.ts";
import type { RequestContext } from "../records/access.ts";
import type { ApiDependencies } from "./dependencies.ts";
import { limitBody, requireJson } from "./http/json-body.ts";

const POSTS = ["/evidence", "/evidence/:id/seal", "/exchange/files"];

/** The routes of compliance and exchange, below the API's base. */
export function mountCompliance(
  app: OpenAPIHono,
  base: string,
  parts: ApiDependencies & { readonly context: RequestContext },
): void {
  for (const path of POSTS) app.post(`${base}${path}`, limitBody, requireJson);
  app.route(base, evidenceRoutes(parts));
  app.route(base, trailRoutes(parts.ledger));
  app.post(`${base}/exchange/:format{openhtf|wsjf|csv}`, limitReport);
  app.route(base, exchangeRoutes(parts));
}
