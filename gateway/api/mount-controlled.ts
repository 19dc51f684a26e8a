/** Controlled data: what is approved, released and signed. Mounted under the API's base. */
import type { OpenAPIHono } from "@hono/zod-openapi";
import type { RequestContext } from "../records/access.ts";
import { signatureRoutes } from "../records/signature/routes.ts";
import type { ApiDependencies } from "./dependencies.ts";
import { limitBody, requireJson } from "./http/json-body.ts";

const PATHS_WITH_BODY = ["/signatures"];

/** Mounts the routes of controlled data on `app`, each body checked before its route sees it. */
export function mountControlled(
  app: OpenAPIHono,
  base: string,
  parts: ApiDependencies & { readonly context: RequestContext },
): void {
  for (const path of PATHS_WITH_BODY) app.post(`${base}${path}`, limitBody, requireJson);
  app.route(base, signatureRoutes(parts));
}
