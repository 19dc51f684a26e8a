/** `/units`: list those of a serial number or an order, read one with its route and timeline. */

import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import { z } from "zod";
import { allow } from "../access.ts";
import { compact } from "../compact.ts";
import { listFilters } from "../lists/filters.ts";
import {
  createRouter,
  instantParameter,
  noQuery,
  pageQuery,
  pageResponses,
  problemResponses,
} from "../routes.ts";
import { unitDetail, unitSummary } from "../views.ts";
import type { UnitRouteParts } from "./parts.ts";
import { PLACES } from "./record.ts";

const { serialNumber, partNumber, orderId } = listFilters;
const unitFilters = { serialNumber, partNumber, orderId };

const listRoute = createRoute({
  ...allow("everybody"),
  method: "get",
  path: "/units",
  tags: ["Units"],
  summary: "List units of a serial number or an order",
  description:
    "Newest first. A serial number is unique per part number: one unit for each that has it, or none.",
  request: {
    query: z
      .strictObject({
        ...unitFilters,
        status: unitSummary.shape.status.optional(),
        place: z.enum(PLACES).optional().describe("Where its order counts it"),
        atOperation: z
          .string()
          .min(1)
          .max(200)
          .optional()
          .describe("The first operation it has not passed"),
        doneFrom: instantParameter.optional().describe("Passed its last operation at or after"),
        doneTo: instantParameter.optional().describe("Passed its last operation before"),
        ...pageQuery,
      })
      .refine((query) => query.serialNumber ?? query.orderId ?? query.doneFrom, {
        error: "or `orderId` or `doneFrom` must be named",
        path: ["serialNumber"],
      }),
  },
  responses: pageResponses(unitSummary),
});

const getRoute = createRoute({
  ...allow("everybody"),
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
export function unitRoutes({ ledger, now }: Pick<UnitRouteParts, "ledger" | "now">): OpenAPIHono {
  return createRouter()
    .openapi(listRoute, async (c) =>
      c.json(await ledger.ask("units.list", compact(c.req.valid("query"))), 200),
    )
    .openapi(getRoute, async (c) =>
      c.json(await ledger.ask("units.get", { ...c.req.valid("param"), now: now() }), 200),
    ) as OpenAPIHono;
}

/** What these routes take and answer, for the typed client. */
export type UnitRoutes = typeof listRoute | typeof getRoute;
