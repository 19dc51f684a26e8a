/** `/orders`: all of them. */

import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import { z } from "zod";
import { allow } from "../access.ts";
import { createRouter, noQuery, problemResponses, type RouteLedger } from "../routes.ts";
import { orderView } from "../views.ts";

const listRoute = createRoute({
  ...allow("everybody"),
  method: "get",
  path: "/orders",
  tags: ["Orders"],
  summary: "List orders",
  description: "By id. The counts of an order always sum to its quantity.",
  request: { query: noQuery },
  responses: {
    200: {
      description: "Every order",
      content: { "application/json": { schema: z.object({ items: z.array(orderView) }) } },
    },
    ...problemResponses("request.invalid", "projection.rebuilding"),
  },
});

/** The routes of orders, to be mounted under the API's base. */
export function orderRoutes(ledger: RouteLedger): OpenAPIHono {
  return createRouter().openapi(listRoute, async (c) =>
    c.json({ items: await ledger.ask("orders.list", {}) }, 200),
  ) as OpenAPIHono;
}
