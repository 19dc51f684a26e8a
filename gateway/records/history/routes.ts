/** `/{record}/{id}/history`: who changed what, when and why. */

import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import { z } from "zod";
import { allow } from "../access.ts";
import { createRouter, noQuery, problemResponses, type RouteLedger } from "../routes.ts";
import { RECORD_TYPES, versionView } from "./record.ts";

const params = z.object({
  id: z.string().min(1).max(200).describe("A slash in it is written %2F"),
});

/** The routes, one for each record, to be mounted under the API's base. */
export function historyRoutes(ledger: RouteLedger): OpenAPIHono {
  const router = createRouter();
  for (const [path, type] of Object.entries(RECORD_TYPES)) {
    router.openapi(routeOf(path, type), async (c) => {
      const { id } = c.req.valid("param");
      return c.json({ items: await ledger.ask("records.history", { type, id }) }, 200);
    });
  }
  return router;
}

function routeOf(path: string, type: string) {
  return createRoute({
    ...allow("everybody"),
    method: "get",
    path: `/${path}/{id}/history`,
    tags: ["History"],
    summary: `Every version of one ${type}`,
    description: "Oldest first, with who wrote it and why; nothing is ever left out.",
    request: { params, query: noQuery },
    responses: {
      200: {
        description: "Its versions",
        content: { "application/json": { schema: z.object({ items: z.array(versionView) }) } },
      },
      ...problemResponses("request.invalid", "record.not-found", "projection.rebuilding"),
    },
  });
}
