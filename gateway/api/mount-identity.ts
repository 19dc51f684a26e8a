/** People, sessions and tokens: the way in before everything, and the routes of their own. */
import type { OpenAPIHono } from "@hono/zod-openapi";
import type { IdentityParts } from "../identity/identity-parts.ts";
import { peopleRoutes } from "../identity/routes/people-routes.ts";
import { sessionRoutes } from "../identity/routes/session-routes.ts";
import { tokenRoutes } from "../identity/routes/token-routes.ts";
import type { RequestContext } from "../records/access.ts";
import { limitBody, requireJson } from "./http/json-body.ts";
import { arrivalOf } from "./listen/arrival.ts";

const POSTS_WITH_BODY = [
  ...["/session", "/session/operator", "/session/station", "/setup", "/people"],
  ...["/people/:id/revoke", "/people/:id/erase", "/tokens", "/tokens/:id/revoke"],
];
const PUTS_WITH_BODY = [
  ...["/session/secrets", "/people/:id/roles", "/people/:id/badge"],
  "/people/:id/qualifications",
];

/** Mounts the routes on `app`, each body checked before its route sees it. */
export function mountIdentity(
  app: OpenAPIHono,
  base: string,
  parts: { readonly identity: IdentityParts; readonly context: RequestContext },
): void {
  for (const path of POSTS_WITH_BODY) app.post(`${base}${path}`, limitBody, requireJson);
  for (const path of PUTS_WITH_BODY) app.put(`${base}${path}`, limitBody, requireJson);
  const { identity } = parts;
  app.route(base, sessionRoutes({ identity, isSecure: (c) => arrivalOf(c).secure }));
  app.route(base, peopleRoutes(parts));
  app.route(base, tokenRoutes(parts));
}
