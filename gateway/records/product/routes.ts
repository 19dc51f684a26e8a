/** `/products`: all of them. */

import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import { z } from "zod";
import { allow } from "../access.ts";
import { createRouter, noQuery, problemResponses, type RouteLedger } from "../routes.ts";
import { productView } from "../views.ts";

const listRoute = createRoute({
  ...allow("everybody"),
  method: "get",
  path: "/products",
  tags: ["Products"],
  summary: "List products",
  description:
    "By part number, with their revisions and every version of their procedures and limits.",
  request: { query: noQuery },
  responses: {
    200: {
      description: "Every product",
      content: { "application/json": { schema: z.object({ items: z.array(productView) }) } },
    },
    ...problemResponses("request.invalid", "projection.rebuilding"),
  },
});

/** The routes of products, to be mounted under the API's base. */
export function productRoutes(ledger: RouteLedger): OpenAPIHono {
  return createRouter().openapi(listRoute, async (c) =>
    c.json({ items: await ledger.ask("products.list", {}) }, 200),
  ) as OpenAPIHono;
}
