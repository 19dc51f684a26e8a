/** Controlled data: what is approved, released and signed. Mounted under the API's base. */
import type { OpenAPIHono } from "@hono/zod-openapi";
import type { RequestContext } from "../records/access.ts";
import { attachmentRoutes } from "../records/attachment/routes.ts";
import { versionRoutes } from "../records/controlled/version-routes.ts";
import { decisionRoutes } from "../records/decision/routes.ts";
import { documentFileRoutes, documentVersionRoutes } from "../records/document/routes.ts";
import { fileRoutes } from "../records/file/routes.ts";
import { limitSetRoutes } from "../records/limits/set-routes.ts";
import { notificationRoutes } from "../records/notification/routes.ts";
import { procedureRoutes } from "../records/procedure/routes.ts";
import { revisionRoutes } from "../records/product/revision-routes.ts";
import { requirementRoutes } from "../records/requirement/routes.ts";
import { signatureRoutes } from "../records/signature/routes.ts";
import type { ApiDependencies } from "./dependencies.ts";
import { limitBody, requireJson } from "./http/json-body.ts";

const POSTS = [
  ...["/signatures", "/attachments", "/decisions", "/requirements/:id/waivers"],
  ...["/decisions/:id/positions", "/decisions/:id/transitions"],
  "/products/:partNumber/revisions/:revision/transitions",
];
const VERSIONED = [procedureRoutes, limitSetRoutes, documentVersionRoutes];

/** Mounts the routes of controlled data on `app`, each body checked before its route sees it. */
export function mountControlled(
  app: OpenAPIHono,
  base: string,
  dependencies: ApiDependencies & { readonly context: RequestContext },
): void {
  const parts = { ...dependencies, now: () => dependencies.clock.now().utcUs };
  for (const path of POSTS) app.post(`${base}${path}`, limitBody, requireJson);
  app.route(base, notificationRoutes(parts));
  app.route(base, signatureRoutes(parts));
  app.route(base, fileRoutes(parts.files));
  app.route(base, documentFileRoutes(parts));
  app.route(base, attachmentRoutes(parts));
  app.put(`${base}/requirements/:id`, limitBody, requireJson);
  app.route(base, requirementRoutes(parts));
  app.route(base, decisionRoutes(parts));
  app.route(base, revisionRoutes(parts));
  for (const kind of VERSIONED) {
    const version = `${base}/${kind.path}/:id/versions/:version`;
    app.put(version, limitBody, requireJson);
    app.post(`${version}/transitions`, limitBody, requireJson);
    app.route(base, versionRoutes(kind, parts));
  }
}
