/** The routes of packages and of files alone, for commands where no gateway runs. */
import { OpenAPIHono } from "@hono/zod-openapi";
import type { Log } from "../../../drivers/contract.ts";
import { type EvidenceRouteParts, evidenceRoutes } from "../../compliance/evidence/routes.ts";
import { type ExchangeRouteParts, exchangeRoutes } from "../../exchange/routes.ts";
import { API_BASE } from "../app.ts";
import { answerErrors } from "../http/problem.ts";

/** Answers as the gateway's own API does, to requests below its base. Holds no resources. */
export function createExchangeApp(
  parts: EvidenceRouteParts & ExchangeRouteParts & { readonly log: Log },
): OpenAPIHono {
  const app = new OpenAPIHono();
  app.route(API_BASE, evidenceRoutes(parts));
  app.route(API_BASE, exchangeRoutes(parts));
  app.onError(answerErrors(parts));
  return app;
}
