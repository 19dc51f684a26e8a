/** Bodies of the routes that take JSON, checked before any route sees one. */
import type { OpenAPIHono } from "@hono/zod-openapi";
import type { MiddlewareHandler } from "hono";
import { matchedRoutes } from "hono/route";
import { limitBody, requireJson } from "./json-body.ts";

const CHANGES: ReadonlySet<string> = new Set(["POST", "PUT", "PATCH", "DELETE"]);

/**
 * Checks the body of each request whose route on `app` documents a JSON body: size, type, and that
 * it means exactly what it says. The body of any other route is not read here.
 */
export function checkBodies(app: OpenAPIHono): MiddlewareHandler {
  let documented: ReadonlySet<string> | undefined;
  return async (c, next) => {
    const { method } = c.req;
    if (!CHANGES.has(method)) return await next();
    // Asked late: routes are mounted after what comes before them.
    documented ??= listJsonRoutes(app);
    const path = matchedRoutes(c).findLast((route) => !route.path.includes("*"))?.path;
    if (!documented.has(`${method} ${path}`)) return await next();
    return await limitBody(c, async () => void (await requireJson(c, next)));
  };
}

function listJsonRoutes(app: OpenAPIHono): ReadonlySet<string> {
  const routes = app.openAPIRegistry.definitions.flatMap((definition) =>
    definition.type === "route" ? [definition.route] : [],
  );
  const withJson = routes.filter(
    ({ request }) => request?.body?.content["application/json"] !== undefined,
  );
  return new Set(
    withJson.map(
      ({ method, path }) => `${method.toUpperCase()} ${path.replaceAll(/\{([^}]+)\}/g, ":$1")}`,
    ),
  );
}
