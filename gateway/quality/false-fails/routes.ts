/** `/quality/false-fails`: fails that a later pass of the same unit contradicts. */
import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import { allow } from "../../records/access.ts";
import { createRouter, problemResponses, type RouteLedger } from "../../records/routes.ts";
import { CSV_HEADERS, csvResponse, formatParameter, windowed } from "../export/answer.ts";
import { encodeCsv } from "../export/csv.ts";
import { filterParameters } from "../facts/filter.ts";
import { type FalseFailAnswer, falseFailAnswer } from "./view.ts";

const falseFailRoute = createRoute({
  method: "get",
  path: "/quality/false-fails",
  ...allow("everybody"),
  tags: ["Quality"],
  summary: "Read how many fails were false",
  description:
    "A fail is false where its unit passed the operation later, with no repair between the two. " +
    "By station, slot and measurement, with what first-pass yield is lost to.",
  request: { query: windowed({ ...filterParameters, format: formatParameter }) },
  responses: {
    200: csvResponse("False fails, the most frequent first", falseFailAnswer),
    ...problemResponses("request.invalid", "projection.rebuilding"),
  },
});

/** The route of false fails, to be mounted under the API's base. */
export function falseFailRoutes(ledger: RouteLedger): OpenAPIHono {
  return createRouter().openapi(falseFailRoute, async (c) => {
    const { format, ...question } = c.req.valid("query");
    const answer = await ledger.ask("quality.falseFails", question);
    return format === "csv" ? c.body(toCsv(answer), 200, CSV_HEADERS) : c.json(answer, 200);
  }) as OpenAPIHono;
}

const KEYS = ["operation", "partNumber", "station", "slot", "measurement", "name"] as const;
const GROUPS = ["stations", "slots", "measurements"] as const;

function toCsv(answer: FalseFailAnswer): string {
  return encodeCsv(
    ["by", ...KEYS, "failed", "falseFails", "share", "low95", "high95"],
    GROUPS.flatMap((name) =>
      answer[name].map(({ key, failed, falseFails, share, low, high }) => [
        ...[name.slice(0, -1), ...KEYS.map((each) => key[each])],
        ...[failed, falseFails, share, low, high],
      ]),
    ),
  );
}

/** What these routes take and answer, for the typed client. */
export type FalseFailsRoutes = typeof falseFailRoute;
