/** Units, what happens to them, and the orders they belong to. Mounted under the API's base. */
import type { OpenAPIHono } from "@hono/zod-openapi";
import type { RequestContext } from "../records/access.ts";
import { componentRoutes } from "../records/component/routes.ts";
import { correctiveActionRoutes } from "../records/corrective-action/routes.ts";
import { demandRoutes } from "../records/demand/routes.ts";
import { holdRoutes } from "../records/hold/routes.ts";
import { invalidationRoutes } from "../records/invalidation/routes.ts";
import { nonconformanceRoutes } from "../records/nonconformance/routes.ts";
import { orderRoutes } from "../records/order/routes.ts";
import { repairRoutes } from "../records/repair/routes.ts";
import { shipmentRoutes } from "../records/shipment/routes.ts";
import { unitCommandRoutes } from "../records/unit/command-routes.ts";
import { unitRoutes } from "../records/unit/routes.ts";
import type { ApiDependencies } from "./dependencies.ts";

/** Mounts their routes on `app`. */
export function mountUnits(
  app: OpenAPIHono,
  base: string,
  dependencies: Pick<ApiDependencies, "ledger" | "signerCheck" | "newId" | "clock"> & {
    readonly context: RequestContext;
  },
): void {
  const { ledger, context, signerCheck, newId, clock } = dependencies;
  const parts = { ledger, context, signerCheck, newId, now: () => clock.now().utcUs };
  app.route(base, unitRoutes(parts));
  app.route(base, unitCommandRoutes(parts));
  app.route(base, holdRoutes(parts));
  app.route(base, repairRoutes(parts));
  app.route(base, componentRoutes(parts));
  app.route(base, nonconformanceRoutes(parts));
  app.route(base, correctiveActionRoutes(parts));
  app.route(base, invalidationRoutes(parts));
  app.route(base, orderRoutes(parts));
  app.route(base, demandRoutes(parts));
  app.route(base, shipmentRoutes(parts));
}
