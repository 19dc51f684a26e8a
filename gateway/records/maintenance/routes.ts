/** `/maintenance-plans`: what a rig needs by calendar, runs or hours, and that it was done. */
import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import { z } from "zod";
import { parseIsoTime } from "../../domain/iso-time.ts";
import { allow, type RequestContext } from "../access.ts";
import { compact } from "../compact.ts";
import {
  CHANGE_PROBLEMS,
  createRouter,
  jsonBody,
  noQuery,
  problemResponses,
  type RouteLedger,
} from "../routes.ts";
import { maintenanceInput, maintenancePlanInput, maintenancePlanView } from "./record.ts";

const params = z.object({ id: maintenancePlanInput.shape.id });
const expectedVersion = z.int().min(0).optional().describe("The version that was seen, 0 for none");
const reason = z.string().trim().min(3).max(1_000).optional().describe("Needed for a change");
const all = {
  "application/json": { schema: z.object({ items: z.array(maintenancePlanView) }) },
};

const listRoute = createRoute({
  ...allow("everybody"),
  method: "get",
  path: "/maintenance-plans",
  tags: ["Stations"],
  summary: "List maintenance plans",
  description: "By id, with what was counted since the last time, and what is due.",
  request: { query: noQuery },
  responses: {
    200: { description: "Every plan", content: all },
    ...problemResponses("request.invalid", "projection.rebuilding"),
  },
});

const saveRoute = createRoute({
  ...allow(["qa", "operations"]),
  method: "put",
  path: "/maintenance-plans/{id}",
  tags: ["Stations"],
  summary: "Make or change a maintenance plan",
  description: "The same content again changes nothing; a change needs its reason.",
  request: {
    params,
    query: noQuery,
    body: jsonBody(maintenancePlanInput.omit({ id: true }).extend({ expectedVersion, reason }), {
      title: "Change the probes",
      rig: "fct-1",
      everyRuns: 50_000,
      policy: "block",
      verify: true,
    }),
  },
  responses: {
    200: { description: "Every plan", content: all },
    ...problemResponses(
      ...CHANGE_PROBLEMS,
      ...(["record.invalid", "record.reason-missing", "record.version-conflict"] as const),
    ),
  },
});

const performRoute = createRoute({
  ...allow(["technician", "qa", "operations"]),
  method: "post",
  path: "/maintenance-plans/{id}/performed",
  tags: ["Stations"],
  summary: "Record that the maintenance was performed",
  description: "Its counts begin anew; where the plan says so the reference units are due.",
  request: {
    params,
    query: noQuery,
    body: jsonBody(maintenanceInput, {
      id: "0199d0a4-3c2e-7b51-8f4a-5d2c9e6b7a10",
      performedAt: "2026-11-23T08:00:00Z",
      note: "All 24 probes changed",
    }),
  },
  responses: {
    200: { description: "Every plan", content: all },
    ...problemResponses(...CHANGE_PROBLEMS, "record.invalid", "record.not-found"),
  },
});

/** What the routes need. */
export interface MaintenanceRouteParts {
  readonly ledger: RouteLedger;
  readonly context: RequestContext;
  readonly now: () => number;
}

/** The routes of maintenance, to be mounted under the API's base. */
export function maintenanceRoutes({ ledger, context, now }: MaintenanceRouteParts): OpenAPIHono {
  const list = async () => ({ items: await ledger.ask("maintenance.list", { now: now() }) });
  return createRouter()
    .openapi(listRoute, async (c) => c.json(await list(), 200))
    .openapi(saveRoute, async (c) => {
      const { expectedVersion: seen, reason: why, ...rest } = c.req.valid("json");
      const plan = compact({ ...rest, ...c.req.valid("param") });
      const expected = seen === undefined ? {} : { expectedVersion: seen };
      const own = { ...context(c, ""), ...expected };
      await ledger.execute("maintenance.plan", compact({ plan, reason: why }), own);
      return c.json(await list(), 200);
    })
    .openapi(performRoute, async (c) => {
      const planId = c.req.valid("param").id;
      const { id, performedAt, note } = c.req.valid("json");
      const at = parseIsoTime(performedAt) ?? 0;
      const body = compact({ id, planId, performedAt: at, note });
      await ledger.execute("maintenance.perform", body, context(c, ""));
      return c.json(await list(), 200);
    }) as OpenAPIHono;
}

/** What these routes take and answer, for the typed client. */
export type MaintenanceRoutes = typeof listRoute | typeof saveRoute | typeof performRoute;
