/** `/products`: all of them, or one. */

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

const getRoute = createRoute({
  ...allow("everybody"),
  method: "get",
  path: "/products/{partNumber}",
  tags: ["Products"],
  summary: "Read one product",
  description: "With its revisions and every version of its procedures and limits.",
  request: { params: z.object({ partNumber: z.string().min(1).max(200) }), query: noQuery },
  responses: {
    200: { description: "The product", content: { "application/json": { schema: productView } } },
    ...problemResponses("request.invalid", "record.not-found", "projection.rebuilding"),
  },
});

/** The routes of products, to be mounted under the API's base. */
export function productRoutes(ledger: RouteLedger): OpenAPIHono {
  return createRouter()
    .openapi(listRoute, async (c) => c.json({ items: await ledger.ask("products.list", {}) }, 200))
    .openapi(getRoute, async (c) =>
      c.json(await ledger.ask("products.get", c.req.valid("param")), 200),
    ) as OpenAPIHono;
}

/** What these routes take and answer, for the typed client. */
export type ProductRoutes = typeof listRoute | typeof getRoute;
