/** `/limit-replays`: proposed limits tried on past runs. */

import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import { z } from "zod";
import type { Limits } from "../../domain/limits.ts";
import { allow } from "../access.ts";
import { compact } from "../compact.ts";
import { limitsSchema } from "../import-file.ts";
import {
  CHANGE_PROBLEMS,
  createRouter,
  instantParameter,
  jsonBody,
  noQuery,
  problemResponses,
  type RouteLedger,
} from "../routes.ts";
import { limitReplayView } from "./record.ts";

const word = z.string().min(1).max(200);

const replayRoute = createRoute({
  ...allow(["qa"]),
  method: "post",
  path: "/limit-replays",
  tags: ["Limits"],
  summary: "Try proposed limits on past runs",
  description:
    "Judges the good values of each run by other limits, in-run attempts as they counted then. Nothing is changed: it is asked before limits are approved.",
  request: {
    query: noQuery,
    body: jsonBody(
      z.strictObject({
        partNumber: word,
        operation: word,
        measurement: word.describe("Stable id of the measurement"),
        limits: limitsSchema,
        from: instantParameter,
        to: instantParameter,
        limit: z.int().min(1).max(1_000).default(200).describe("Runs to list at most"),
      }),
      {
        partNumber: "PSU-24",
        operation: "FCT",
        measurement: "ripple",
        limits: { comparator: "LE", unit: "mV", specification: { high: 55 } },
        from: "2026-11-01T00:00:00Z",
        to: "2026-11-23T00:00:00Z",
      },
    ),
  },
  responses: {
    200: {
      description: "What would have failed",
      content: { "application/json": { schema: limitReplayView } },
    },
    ...problemResponses(...CHANGE_PROBLEMS, "record.invalid"),
  },
});

/** The route, to be mounted under the API's base. */
export function limitRoutes(ledger: RouteLedger): OpenAPIHono {
  return createRouter().openapi(replayRoute, async (c) => {
    const { from: fromUs, to: toUs, limits, ...rest } = c.req.valid("json");
    const proposed = compact(limits) as Limits;
    return c.json(
      await ledger.ask("limits.replay", { ...rest, fromUs, toUs, limits: proposed }),
      200,
    );
  }) as OpenAPIHono;
}
