/** `/operations`: open orders by lateness, and the numbers of today. */
import type { OpenAPIHono } from "@hono/zod-openapi";
import { noParams, readRoute } from "../../records/commands/command-routes.ts";
import { createRouter, noQuery, type RouteLedger } from "../../records/routes.ts";
import { boardAnswer } from "./view.ts";

const boardRoute = readRoute({
  path: "/operations",
  params: noParams,
  query: noQuery,
  tag: "Operations",
  summary: "List open orders by lateness",
  description:
    "Expected finish less due date, the most late first; then orders whose finish is not known, by " +
    "due date; then those without a date. With what was made, failed and shipped today.",
  answer: boardAnswer,
  problems: [],
});

/** To be mounted under the API's base; `now` in microseconds since the epoch. */
export function boardRoutes(ledger: RouteLedger, now: () => number): OpenAPIHono {
  return createRouter().openapi(boardRoute, async (c) =>
    c.json(await ledger.ask("operations.board", { now: now() }), 200),
  ) as OpenAPIHono;
}

/** What these routes take and answer, for the typed client. */
export type BoardRoutes = typeof boardRoute;
