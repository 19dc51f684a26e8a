/** `/quality/measurements`: what is measured, and how the values of one lie. */
import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import { z } from "zod";
import { allow } from "../../records/access.ts";
import { createRouter, noQuery, problemResponses, type RouteLedger } from "../../records/routes.ts";
import { windowed } from "../export/answer.ts";
import { filterParameters } from "../facts/filter.ts";
import { distributionAnswer, measurementList } from "./view.ts";

const name = z.string().min(1).max(200);

const listRoute = createRoute({
  method: "get",
  path: "/quality/measurements",
  ...allow("everybody"),
  tags: ["Quality"],
  summary: "List what is measured",
  description: "Every measurement of the procedures in force, in their order.",
  request: { query: noQuery },
  responses: {
    200: {
      description: "Every measurement",
      content: { "application/json": { schema: measurementList } },
    },
    ...problemResponses("request.invalid", "projection.rebuilding"),
  },
});

const distributionRoute = createRoute({
  method: "get",
  path: "/quality/distribution",
  ...allow("everybody"),
  tags: ["Quality"],
  summary: "Read how the values of a measurement lie",
  description:
    "Histogram, mean and deviation of the first in-run attempts of good quality, with the three " +
    "bands of every limit set they were judged by. Of at most the latest 10,000 runs; the answer " +
    "says which.",
  request: {
    query: windowed({
      ...filterParameters,
      operation: name,
      partNumber: name,
      measurement: name.describe("Its stable id"),
    }),
  },
  responses: {
    200: {
      description: "The values in figures",
      content: { "application/json": { schema: distributionAnswer } },
    },
    ...problemResponses("request.invalid", "projection.rebuilding"),
  },
});

/** The routes of measurements, to be mounted under the API's base. */
export function measurementRoutes(ledger: RouteLedger): OpenAPIHono {
  return createRouter()
    .openapi(listRoute, async (c) => c.json(await ledger.ask("quality.measurements", {}), 200))
    .openapi(distributionRoute, async (c) =>
      c.json(await ledger.ask("quality.distribution", c.req.valid("query")), 200),
    ) as OpenAPIHono;
}

/** What these routes take and answer, for the typed client. */
export type MeasurementRoutes = typeof listRoute | typeof distributionRoute;
