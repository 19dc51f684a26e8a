/** The routes that a demo's history is told by, where no gateway runs. */
import { OpenAPIHono } from "@hono/zod-openapi";
import type { Log } from "../../../drivers/contract.ts";
import type { RequestContext } from "../../records/access.ts";
import { historyRoutes } from "../../records/history/routes.ts";
import { runRoutes } from "../../records/run/routes.ts";
import { API_BASE } from "../app.ts";
import type { ApiDependencies } from "../dependencies.ts";
import { answerErrors } from "../http/problem.ts";
import { mountUnits } from "../mount-units.ts";

export interface HistoryAppParts
  extends Pick<ApiDependencies, "ledger" | "signerCheck" | "newId" | "clock" | "timeZone"> {
  readonly context: RequestContext;
  readonly version: string;
  readonly log: Log;
}

/** Answers as the gateway's own API does, to requests below its base. Holds no resources. */
export function createHistoryApp(parts: HistoryAppParts): OpenAPIHono {
  const { ledger, context, clock, timeZone, version: gatewayVersion } = parts;
  const app = new OpenAPIHono();
  const now = () => clock.now().utcUs;
  // Nothing delivers here: what the sinks owe is seen when the gateway runs again.
  const deliveryOf = async () => [];
  app.route(API_BASE, runRoutes({ ledger, context, now, timeZone, gatewayVersion, deliveryOf }));
  app.route(API_BASE, historyRoutes(ledger));
  mountUnits(app, API_BASE, parts);
  app.onError(answerErrors(parts));
  return app;
}
