/** `/quality/runs`: the rows behind every number of quality. */
import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import { z } from "zod";
import { allow } from "../../records/access.ts";
import { compact } from "../../records/compact.ts";
import {
  createRouter,
  pageOf,
  pageQuery,
  problemResponses,
  type RouteLedger,
} from "../../records/routes.ts";
import { runSummary } from "../../records/views.ts";
import { windowed } from "../export/answer.ts";
import { filterParameters, HAVING } from "../facts/filter.ts";
import { COUNTERS } from "../facts/judge-unit.ts";

const counter = z.enum(COUNTERS);
const counters = z
  .string()
  .max(400)
  .transform((text) => text.split(","))
  .pipe(z.array(counter).min(1));

const rowsPage = pageOf(runSummary).extend({
  count: z.number().int().describe("How many runs there are in all"),
});

const listRoute = createRoute({
  method: "get",
  path: "/quality/runs",
  ...allow("everybody"),
  tags: ["Quality"],
  summary: "List the runs behind a number",
  description:
    "Every number of quality names its rows here: `count` is that number. The latest start first.",
  request: {
    query: windowed({
      ...filterParameters,
      counts: counters
        .default(["passed", "failed", "error", "timeout", "aborted"])
        .describe(`Runs that are any of these, with commas: ${COUNTERS.join(", ")}`),
      without: counters.optional().describe("And none of these"),
      measurement: z.string().max(200).optional().describe("Id of a measurement"),
      having: z
        .enum(HAVING)
        .default("caused")
        .describe(
          "Only runs that `measurement` caused to fail, in which it failed, or was measured",
        ),
      valueFrom: z.coerce.number().optional().describe("With `having=measured`: at least"),
      valueTo: z.coerce.number().optional().describe("With `having=measured`: below"),
      valueUpTo: z.coerce.number().optional().describe("With `having=measured`: at most"),
      lot: z.string().max(200).optional().describe("Of a component the unit held then"),
      componentPart: z.string().max(200).optional().describe("Part number of that component"),
      ...pageQuery,
    }),
  },
  responses: {
    200: { description: "One page", content: { "application/json": { schema: rowsPage } } },
    ...problemResponses("request.invalid", "cursor.invalid", "projection.rebuilding"),
  },
});

/** The route of rows, to be mounted under the API's base. */
export function rowRoutes(ledger: RouteLedger): OpenAPIHono {
  return createRouter().openapi(listRoute, async (c) =>
    c.json(await ledger.ask("quality.runs", compact(c.req.valid("query"))), 200),
  ) as OpenAPIHono;
}

/** What these routes take and answer, for the typed client. */
export type QualityRunRoutes = typeof listRoute;
