/** `/orders/{id}/matrix`: each unit of an order at each operation. */
import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import { z } from "zod";
import { allow } from "../../records/access.ts";
import { idParams } from "../../records/commands/command-routes.ts";
import { compact } from "../../records/compact.ts";
import { createRouter, problemResponses, type RouteLedger } from "../../records/routes.ts";
import { PLACES } from "../../records/unit/record.ts";
import { matrixAnswer } from "./view.ts";

const matrixRoute = createRoute({
  ...allow("everybody"),
  method: "get",
  path: "/orders/{id}/matrix",
  tags: ["Operations"],
  summary: "Read the serial × operation matrix of an order",
  description:
    "Each unit, where it stands at each operation, and what it waits for; serial numbers of the " +
    "range that nobody has begun stand among them. By serial number; all pages and `unnamed` " +
    "together are the quantity.",
  request: {
    params: idParams,
    query: z.strictObject({
      place: z.enum(PLACES).optional().describe("Where the order counts it"),
      atOperation: z
        .string()
        .min(1)
        .max(200)
        .optional()
        .describe("The first operation it has not passed"),
      limit: z.coerce.number().int().min(1).max(2_000).default(200).describe("Rows of one page"),
      cursor: z.string().max(200).optional().describe("The `nextCursor` of the page before"),
    }),
  },
  responses: {
    200: { description: "One page", content: { "application/json": { schema: matrixAnswer } } },
    ...problemResponses("request.invalid", "order.not-found", "projection.rebuilding"),
  },
});

/** To be mounted under the API's base. */
export function matrixRoutes(ledger: RouteLedger): OpenAPIHono {
  return createRouter().openapi(matrixRoute, async (c) => {
    const question = { ...c.req.valid("param"), ...compact(c.req.valid("query")) };
    return c.json(await ledger.ask("operations.matrix", question), 200);
  }) as OpenAPIHono;
}

/** What these routes take and answer, for the typed client. */
export type MatrixRoutes = typeof matrixRoute;
