/** `/quality/yield`: how much passed, by a named policy, told apart by one grouping. */
import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import { z } from "zod";
import { allow } from "../../records/access.ts";
import { createRouter, problemResponses, type RouteLedger } from "../../records/routes.ts";
import { CSV_HEADERS, csvResponse, formatParameter, windowed } from "../export/answer.ts";
import { encodeCsv } from "../export/csv.ts";
import { filterParameters } from "../facts/filter.ts";
import { POLICIES } from "./policy.ts";
import { policyParameter } from "./policy-parameter.ts";
import { GROUPINGS, policyView, type YieldAnswer, yieldAnswer } from "./view.ts";

const yieldRoute = createRoute({
  method: "get",
  path: "/quality/yield",
  ...allow("everybody"),
  tags: ["Quality"],
  summary: "Read yields",
  description:
    "By one grouping, each with its sample, Wilson's 95 % interval and the address of its rows. " +
    "Reference, engineering and (outside a demo) simulated runs are in none; they are counted apart.",
  request: {
    query: windowed({
      ...filterParameters,
      policy: policyParameter,
      by: z.enum(GROUPINGS).default("operation"),
      format: formatParameter,
    }),
  },
  responses: {
    200: csvResponse("The yields", yieldAnswer),
    ...problemResponses("request.invalid", "projection.rebuilding"),
  },
});

const policiesRoute = createRoute({
  method: "get",
  path: "/quality/policies",
  ...allow("everybody"),
  tags: ["Quality"],
  summary: "List the ways to count a yield",
  description: "The first is the one that counts where none is named.",
  request: { query: z.strictObject({}) },
  responses: {
    200: {
      description: "Every policy",
      content: { "application/json": { schema: z.object({ items: z.array(policyView) }) } },
    },
    ...problemResponses("request.invalid"),
  },
});

/** The routes of yields, to be mounted under the API's base. `timeZone` is that of the site. */
export function yieldRoutes(ledger: RouteLedger, timeZone: string): OpenAPIHono {
  return createRouter()
    .openapi(yieldRoute, async (c) => {
      const { format, ...question } = c.req.valid("query");
      const answer = await ledger.ask("quality.yield", { ...question, timeZone });
      return format === "csv" ? c.body(toCsv(answer), 200, CSV_HEADERS) : c.json(answer, 200);
    })
    .openapi(policiesRoute, (c) => {
      const items = [...POLICIES.values()].map(({ name, version, title, definition }) => {
        return { name, version, title, definition };
      });
      return c.json({ items }, 200);
    }) as OpenAPIHono;
}

function toCsv({ items, policy: counted, by, from, to }: YieldAnswer): string {
  const keys = Object.keys(items[0]?.key ?? { [by]: "" });
  const header = [...keys, "n", "passed", "yield", "low95", "high95"];
  return encodeCsv(
    [...header, "lostToProduct", "lostToTest", "policy", "policyVersion", "from", "to"],
    items.map((item) => [
      ...keys.map((key) => item.key[key]),
      ...[item.n, item.passed, item.yield, item.low, item.high],
      ...[item.lostToProduct, item.lostToTest, counted.name, counted.version, from, to],
    ]),
  );
}

/** What these routes take and answer, for the typed client. */
export type YieldRoutes = typeof yieldRoute | typeof policiesRoute;
