/** `/quality/pareto`: which measurements make runs fail. */
import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import { allow } from "../../records/access.ts";
import { createRouter, problemResponses, type RouteLedger } from "../../records/routes.ts";
import { CSV_HEADERS, csvResponse, formatParameter, windowed } from "../export/answer.ts";
import { encodeCsv } from "../export/csv.ts";
import { filterParameters } from "../facts/filter.ts";
import { type ParetoAnswer, paretoAnswer } from "./view.ts";

const paretoRoute = createRoute({
  method: "get",
  path: "/quality/pareto",
  ...allow("everybody"),
  tags: ["Quality"],
  summary: "Read which measurements make runs fail",
  description:
    "Of each failed run one measurement is the cause: the first good value out of limits. Runs " +
    "that the rig alone called failed have the empty one.",
  request: { query: windowed({ ...filterParameters, format: formatParameter }) },
  responses: {
    200: csvResponse("The measurements, the most frequent cause first", paretoAnswer),
    ...problemResponses("request.invalid", "projection.rebuilding"),
  },
});

/** The route of failures, to be mounted under the API's base. */
export function paretoRoutes(ledger: RouteLedger): OpenAPIHono {
  return createRouter().openapi(paretoRoute, async (c) => {
    const { format, ...filter } = c.req.valid("query");
    const answer = await ledger.ask("quality.pareto", filter);
    return format === "csv" ? c.body(toCsv(answer), 200, CSV_HEADERS) : c.json(answer, 200);
  }) as OpenAPIHono;
}

function toCsv({ items, n, from, to }: ParetoAnswer): string {
  return encodeCsv(
    [
      ...["operation", "partNumber", "measurement", "name", "causing", "share", "failing"],
      ...["failedRuns", "from", "to"],
    ],
    items.map((item) => [
      ...[item.operation, item.partNumber, item.measurement, item.name],
      ...[item.causing, item.share, item.failing, n, from, to],
    ]),
  );
}

/** What these routes take and answer, for the typed client. */
export type ParetoRoutes = typeof paretoRoute;
