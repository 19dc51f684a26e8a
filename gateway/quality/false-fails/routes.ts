/** `/quality/false-fails`: fails that a later pass of the same unit contradicts. */
import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import { allow } from "../../records/access.ts";
import { createRouter, problemResponses, type RouteLedger } from "../../records/routes.ts";
import { windowed } from "../export/answer.ts";
import { filterParameters } from "../facts/filter.ts";
import { falseFailAnswer } from "./view.ts";

const falseFailRoute = createRoute({
  method: "get",
  path: "/quality/false-fails",
  ...allow("everybody"),
  tags: ["Quality"],
  summary: "Read how many fails were false",
  description:
    "A fail is false where its unit passed the operation later, with no repair between the two. " +
    "By station, slot and measurement, with what first-pass yield is lost to.",
  request: { query: windowed(filterParameters) },
  responses: {
    200: {
      description: "False fails, the most frequent first",
      content: { "application/json": { schema: falseFailAnswer } },
    },
    ...problemResponses("request.invalid", "projection.rebuilding"),
  },
});

/** The route of false fails, to be mounted under the API's base. */
export function falseFailRoutes(ledger: RouteLedger): OpenAPIHono {
  return createRouter().openapi(falseFailRoute, async (c) =>
    c.json(await ledger.ask("quality.falseFails", c.req.valid("query")), 200),
  ) as OpenAPIHono;
}
