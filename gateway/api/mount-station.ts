/** Where units are tested: stations, interlocks, overrides, reference units, maintenance. */
import type { OpenAPIHono } from "@hono/zod-openapi";
import type { RequestContext } from "../records/access.ts";
import { downtimeRoutes } from "../records/downtime/routes.ts";
import { handOverRoutes } from "../records/hand-over/routes.ts";
import { maintenanceRoutes } from "../records/maintenance/routes.ts";
import { overrideRoutes } from "../records/override/routes.ts";
import { referenceUnitRoutes } from "../records/reference-unit/routes.ts";
import { rigServiceRoutes } from "../records/rig-service/routes.ts";
import { cardRoutes } from "../records/station/cards/routes.ts";
import { stationRoutes } from "../records/station/routes.ts";
import type { ApiDependencies } from "./dependencies.ts";

/** Mounts their routes on `app`. */
export function mountStation(
  app: OpenAPIHono,
  base: string,
  dependencies: ApiDependencies & { readonly context: RequestContext },
): void {
  const parts = { ...dependencies, now: () => dependencies.clock.now().utcUs };
  app.route(base, stationRoutes(parts));
  app.route(base, cardRoutes(parts));
  app.route(base, overrideRoutes(parts));
  app.route(base, referenceUnitRoutes(parts));
  app.route(base, maintenanceRoutes(parts));
  app.route(base, downtimeRoutes(parts));
  app.route(base, handOverRoutes(parts));
  app.route(base, rigServiceRoutes(parts));
}
