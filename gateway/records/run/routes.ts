/** `/runs`: list, read, telemetry around a run, and runs from outside. */
import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import { z } from "zod";
import { allow, type RequestContext } from "../access.ts";
import { compact } from "../compact.ts";
import { isPeriod, listFilters, PERIOD_FAULT } from "../lists/filters.ts";
import {
  createRouter,
  noQuery,
  pageQuery,
  pageResponses,
  problemResponses,
  type RouteLedger,
} from "../routes.ts";
import { type RunDetail, runDetail, runSummary, telemetrySeries } from "../views.ts";
import { exampleRunImport } from "./import/import-example.ts";
import { runImport } from "./import/import-schema.ts";

export interface RunRouteParts {
  readonly ledger: RouteLedger;
  /** What became of one position of the ledger at each sink. */
  readonly deliveryOf: (seq: number) => Promise<RunDetail["delivery"]>;
  /** For a command that comes now, from outside. */
  readonly context: RequestContext;
  readonly now: () => number;
  readonly gatewayVersion: string;
  /** Of the site: in it the calibrations of instruments end their day. */
  readonly timeZone: string;
}

const idParameter = z.object({
  id: z.string().min(1).max(200).describe("Id of the run, a UUID"),
});
const json = <Schema extends z.ZodType>(schema: Schema) => ({ "application/json": { schema } });

const listRoute = createRoute({
  ...allow("everybody"),
  method: "get",
  path: "/runs",
  tags: ["Runs"],
  summary: "List runs",
  description: "Newest first. A page is a position: runs that arrive meanwhile shift nothing.",
  request: {
    query: z.strictObject({ ...listFilters, ...pageQuery }).refine(isPeriod, PERIOD_FAULT),
  },
  responses: pageResponses(runSummary),
});

const getRoute = createRoute({
  ...allow("everybody"),
  method: "get",
  path: "/runs/{id}",
  tags: ["Runs"],
  summary: "Read one run",
  description: "With measurements, limits in force, both verdicts, its entries and its delivery.",
  request: { params: idParameter, query: noQuery },
  responses: {
    200: { description: "The run", content: json(runDetail) },
    ...problemResponses("request.invalid", "run.not-found", "projection.rebuilding"),
  },
});

const telemetryRoute = createRoute({
  ...allow("everybody"),
  method: "get",
  path: "/runs/{id}/telemetry",
  tags: ["Runs"],
  summary: "Read what the rig said around a run",
  description: "From 5 s before the run to 5 s after, one series a channel, thinned evenly.",
  request: {
    params: idParameter,
    query: z.strictObject({
      pointsMax: z.coerce
        .number()
        .int()
        .min(10)
        .max(10_000)
        .default(500)
        .describe("About how many points a channel at most"),
    }),
  },
  responses: {
    200: { description: "One series a channel", content: json(z.array(telemetrySeries)) },
    ...problemResponses("request.invalid", "run.not-found", "projection.rebuilding"),
  },
});

const importRoute = createRoute({
  ...allow(["technician", "qa"]),
  method: "post",
  path: "/runs",
  tags: ["Runs"],
  summary: "Store a run from outside",
  description:
    "Judged here, by the procedure in force; the sender's own verdict is kept beside. Answered " +
    "when it is on stable storage. Idempotent by `id`: send again until there is an answer.",
  request: {
    query: noQuery,
    body: {
      required: true,
      content: { "application/json": { schema: runImport, example: exampleRunImport } },
    },
  },
  responses: {
    201: { description: "Stored now", content: json(runDetail) },
    200: { description: "It was stored before, with the same content", content: json(runDetail) },
    ...problemResponses(
      ...(["request.invalid", "request.malformed-json", "request.not-json"] as const),
      ...(["request.too-large", "request.foreign-origin", "run.different-content"] as const),
      ...(["record.invalid", "projection.rebuilding", "ledger.unavailable"] as const),
    ),
  },
});

/** The routes of runs, to be mounted under the API's base. */
export function runRoutes(parts: RunRouteParts): OpenAPIHono {
  const { ledger, context, now, gatewayVersion, timeZone, deliveryOf } = parts;

  async function readRun(id: string): Promise<RunDetail> {
    const run = await ledger.ask("runs.get", { id });
    // Until it is finished there is nothing to deliver: its beginning goes to no sink.
    const delivery = run.completion === "running" ? [] : await deliveryOf(run.seq);
    return { ...run, delivery };
  }

  return createRouter()
    .openapi(listRoute, async (c) =>
      c.json(await ledger.ask("runs.list", compact(c.req.valid("query"))), 200),
    )
    .openapi(getRoute, async (c) => c.json(await readRun(c.req.valid("param").id), 200))
    .openapi(telemetryRoute, async (c) => {
      const { id } = c.req.valid("param");
      const { pointsMax } = c.req.valid("query");
      const nowUs = now();
      return c.json(await ledger.ask("runs.telemetry", { id, pointsMax, nowUs }), 200);
    })
    .openapi(importRoute, async (c) => {
      const run = c.req.valid("json");
      const place = context(c, run.station ?? run.rig ?? "");
      const input = { run, gatewayVersion, timeZone };
      const { result } = await ledger.execute("run.import", input, place);
      const stored = await readRun(result.id);
      c.header("Location", `/api/v1/runs/${result.id}`);
      return result.created ? c.json(stored, 201) : c.json(stored, 200);
    }) as OpenAPIHono;
}

/** What these routes take and answer, for the typed client. */
export type RunRoutes =
  | typeof listRoute
  | typeof getRoute
  | typeof telemetryRoute
  | typeof importRoute;
