/** `/units`: find by serial number, and read one with its route and timeline. */
import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import { z } from "zod";
import { compact } from "../compact.ts";
import { createRouter, noQuery, problemResponses, type RouteLedger } from "../routes.ts";
import { unitDetail, unitSummary } from "../views.ts";

const findRoute = createRoute({
  method: "get",
  path: "/units",
  tags: ["Units"],
  summary: "Find units by serial number",
  description: "A serial number is unique per part number: one unit for each that has it, or none.",
  request: {
    query: z.strictObject({
      serialNumber: z.string().min(1).max(200),
      partNumber: z.string().min(1).max(200).optional(),
    }),
  },
  responses: {
    200: {
      description: "The units",
      content: { "application/json": { schema: z.object({ items: z.array(unitSummary) }) } },
    },
    ...problemResponses("request.invalid", "projection.rebuilding"),
  },
});

const getRoute = createRoute({
  method: "get",
  path: "/units/{id}",
  tags: ["Units"],
  summary: "Read one unit",
  description: "With its route, the deciding run of each operation, and every run it ever had.",
  request: {
    params: z.object({ id: z.string().min(1).max(200).describe("Id of the unit") }),
    query: noQuery,
  },
  responses: {
    200: { description: "The unit", content: { "application/json": { schema: unitDetail } } },
    ...problemResponses("request.invalid", "unit.not-found", "projection.rebuilding"),
  },
});

/** The routes of units, to be mounted under the API's base. */
export function unitRoutes(ledger: RouteLedger): OpenAPIHono {
  return createRouter()
    .openapi(findRoute, async (c) => {
      const items = await ledger.ask("units.find", compact(c.req.valid("query")));
      return c.json({ items }, 200);
    })
    .openapi(getRoute, async (c) =>
      c.json(await ledger.ask("units.get", c.req.valid("param")), 200),
    ) as OpenAPIHono;
}
