/** The routes of held positions and rebuilding alone, for commands where no gateway runs. */
import { OpenAPIHono } from "@hono/zod-openapi";
import type { Log } from "../../drivers/contract.ts";
import { type QuarantineRouteParts, quarantineRoutes } from "../records/quarantine/routes.ts";
import { API_BASE } from "./app.ts";
import { answerErrors } from "./http/problem.ts";

/** Answers as the gateway's own API does, to requests below its base. Holds no resources. */
export function createSinksApp(parts: QuarantineRouteParts & { readonly log: Log }): OpenAPIHono {
  const app = new OpenAPIHono();
  app.route(API_BASE, quarantineRoutes(parts));
  app.onError(answerErrors(parts));
  return app;
}
