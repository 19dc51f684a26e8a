/** `/reference-units`: golden and failing samples, and how they were found. */
import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import { z } from "zod";
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
import { referenceUnitInput, referenceUnitView } from "./record.ts";

const params = z.object({ id: referenceUnitInput.shape.id });
const expectedVersion = z.int().min(0).optional().describe("The version that was seen, 0 for none");
const reason = z.string().trim().min(3).max(1_000).optional().describe("Needed for a change");
const one = { "application/json": { schema: referenceUnitView } };

const listRoute = createRoute({
  ...allow("everybody"),
  method: "get",
  path: "/reference-units",
  tags: ["Stations"],
  summary: "List reference units",
  description: "By id, each with its latest run at every rig and slot.",
  request: { query: noQuery },
  responses: {
    200: {
      description: "Every reference unit",
      content: { "application/json": { schema: z.object({ items: z.array(referenceUnitView) }) } },
    },
    ...problemResponses("request.invalid", "projection.rebuilding"),
  },
});

const getRoute = createRoute({
  ...allow("everybody"),
  method: "get",
  path: "/reference-units/{id}",
  tags: ["Stations"],
  summary: "Read one reference unit",
  description: "With its latest run at every rig and slot.",
  request: { params, query: noQuery },
  responses: {
    200: { description: "The reference unit", content: one },
    ...problemResponses("request.invalid", "record.not-found", "projection.rebuilding"),
  },
});

const saveRoute = createRoute({
  ...allow(["qa"]),
  method: "put",
  path: "/reference-units/{id}",
  tags: ["Stations"],
  summary: "Register or change a reference unit",
  description: "The same content again changes nothing; a change needs its reason.",
  request: {
    params,
    query: noQuery,
    body: jsonBody(referenceUnitInput.omit({ id: true }).extend({ expectedVersion, reason }), {
      kind: "failing",
      partNumber: "PSU-24",
      serialNumber: "PSU24-BAD-01",
      operation: "FCT",
      mustFail: ["ripple"],
      due: ["shift", "changeover"],
    }),
  },
  responses: {
    200: { description: "The reference unit", content: one },
    ...problemResponses(
      ...CHANGE_PROBLEMS,
      ...(["record.invalid", "record.reason-missing", "record.version-conflict"] as const),
    ),
  },
});

/** What the routes need. */
export interface ReferenceUnitRouteParts {
  readonly ledger: RouteLedger;
  readonly context: RequestContext;
}

/** The routes of reference units, to be mounted under the API's base. */
export function referenceUnitRoutes({ ledger, context }: ReferenceUnitRouteParts): OpenAPIHono {
  return createRouter()
    .openapi(listRoute, async (c) =>
      c.json({ items: await ledger.ask("referenceUnits.list", {}) }, 200),
    )
    .openapi(getRoute, async (c) =>
      c.json(await ledger.ask("referenceUnits.get", c.req.valid("param")), 200),
    )
    .openapi(saveRoute, async (c) => {
      const { id } = c.req.valid("param");
      const { expectedVersion: seen, reason: why, ...rest } = c.req.valid("json");
      const input = compact({ unit: compact({ ...rest, id }), reason: why });
      const expected = seen === undefined ? {} : { expectedVersion: seen };
      await ledger.execute("referenceUnit.save", input, { ...context(c, ""), ...expected });
      return c.json(await ledger.ask("referenceUnits.get", { id }), 200);
    }) as OpenAPIHono;
}

/** What these routes take and answer, for the typed client. */
export type ReferenceUnitRoutes = typeof listRoute | typeof getRoute | typeof saveRoute;
