/** `/orders/{id}/outlook`: what became of an order, what is left, and when it will be done. */
import type { OpenAPIHono } from "@hono/zod-openapi";
import { idParams, readRoute } from "../../records/commands/command-routes.ts";
import { createRouter, noQuery, type RouteLedger } from "../../records/routes.ts";
import { outlookAnswer } from "./view.ts";

const outlookRoute = readRoute({
  path: "/orders/{id}/outlook",
  params: idParams,
  query: noQuery,
  tag: "Operations",
  summary: "Read the outlook of an order",
  description:
    "Its units as a waterfall that sums to the quantity, good units by day against demand, what " +
    "may ship, and a projected finish with everything it was made of. Fewer than twenty units " +
    "that left the line in fourteen days are not enough data, and no date is guessed.",
  answer: outlookAnswer,
  problems: ["order.not-found"],
});

/** To be mounted under the API's base; `now` in microseconds since the epoch. */
export function outlookRoutes(ledger: RouteLedger, now: () => number): OpenAPIHono {
  return createRouter().openapi(outlookRoute, async (c) =>
    c.json(await ledger.ask("operations.outlook", { ...c.req.valid("param"), now: now() }), 200),
  ) as OpenAPIHono;
}

/** What these routes take and answer, for the typed client. */
export type OutlookRoutes = typeof outlookRoute;
