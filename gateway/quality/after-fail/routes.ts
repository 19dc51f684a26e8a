/** `/runs/{id}/after-fail`: what failed, seen against the latest runs, and what helped before. */
import type { OpenAPIHono } from "@hono/zod-openapi";
import { z } from "zod";
import { idParams, readRoute } from "../../records/commands/command-routes.ts";
import { createRouter, type RouteLedger } from "../../records/routes.ts";
import { afterFailAnswer } from "./view.ts";

const route = readRoute({
  path: "/runs/{id}/after-fail",
  params: idParams,
  query: z.strictObject({}),
  tag: "Quality",
  summary: "What failed in a run, and what helped before",
  description:
    "Each failing measurement beside its values in the latest 300 counted runs, and what was done " +
    "about the latest units that failed alike: only repairs that a judged run followed are counted.",
  answer: afterFailAnswer,
  problems: ["run.not-found"],
});

/** The route, to be mounted under the API's base. */
export function afterFailRoutes(ledger: RouteLedger): OpenAPIHono {
  return createRouter().openapi(route, async (c) => {
    const { id: runId } = c.req.valid("param");
    return c.json(await ledger.ask("quality.afterFail", { runId }), 200);
  }) as OpenAPIHono;
}

/** What these routes take and answer, for the typed client. */
export type AfterFailRoutes = typeof route;
