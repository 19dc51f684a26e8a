/** `/search`: one box for whatever stands on a label, an order or a report. */
import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import { z } from "zod";
import { allow } from "../access.ts";
import { createRouter, problemResponses, type RouteLedger } from "../routes.ts";
import { foundView } from "./record.ts";

const searchRoute = createRoute({
  ...allow("everybody"),
  method: "get",
  path: "/search",
  tags: ["Search"],
  summary: "Find records by the beginning of their name",
  description:
    "Serial number, order, part number, instrument, title of a nonconformance, id of a person, unit " +
    "or run. Whole names come first; capitals and small letters are tried, too.",
  request: {
    query: z.strictObject({
      q: z.string().trim().min(1).max(200).meta({ example: "PSU24-00" }),
      limit: z.coerce.number().int().min(1).max(50).default(5).describe("Of each kind"),
    }),
  },
  responses: {
    200: {
      description: "What was found; perhaps nothing",
      content: { "application/json": { schema: z.object({ items: z.array(foundView) }) } },
    },
    ...problemResponses("request.invalid", "projection.rebuilding"),
  },
});

/** The route of the search, to be mounted under the API's base. */
export function searchRoutes(ledger: RouteLedger): OpenAPIHono {
  return createRouter().openapi(searchRoute, async (c) => {
    const { q: text, limit } = c.req.valid("query");
    return c.json({ items: await ledger.ask("records.search", { text, limit }) }, 200);
  }) as OpenAPIHono;
}

/** What these routes take and answer, for the typed client. */
export type SearchRoutes = typeof searchRoute;
