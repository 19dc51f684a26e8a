/** `/equipment`: instruments, their calibrations, and what a bad one did to past runs. */
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
import {
  calibrationInput,
  equipmentDetail,
  equipmentInput,
  equipmentView,
  impactView,
} from "./record.ts";

const params = z.object({ id: z.string().min(1).max(64).describe("The number on its label") });
const label = z.object({ id: equipmentInput.shape.id });
const expectedVersion = z
  .int()
  .min(0)
  .optional()
  .describe("The version that was seen, 0 for a new one; another one is refused");
const reason = z.string().trim().min(3).max(1_000).optional().describe("Needed for a change");
const one = { "application/json": { schema: equipmentDetail } };
const CHANGE = [
  ...CHANGE_PROBLEMS,
  ...(["record.invalid", "record.reason-missing", "record.version-conflict"] as const),
];

const listRoute = createRoute({
  ...allow("everybody"),
  method: "get",
  path: "/equipment",
  tags: ["Equipment"],
  summary: "List measuring equipment",
  description: "By id, each with its status at this moment in the site's time zone.",
  request: { query: noQuery },
  responses: {
    200: {
      description: "Every instrument",
      content: { "application/json": { schema: z.object({ items: z.array(equipmentView) }) } },
    },
    ...problemResponses("request.invalid", "projection.rebuilding"),
  },
});

const getRoute = createRoute({
  ...allow("everybody"),
  method: "get",
  path: "/equipment/{id}",
  tags: ["Equipment"],
  summary: "Read one instrument",
  description: "With every calibration, as found and as left.",
  request: { params, query: noQuery },
  responses: {
    200: { description: "The instrument", content: one },
    ...problemResponses("request.invalid", "equipment.not-found", "projection.rebuilding"),
  },
});

const saveRoute = createRoute({
  ...allow(["qa"]),
  method: "put",
  path: "/equipment/{id}",
  tags: ["Equipment"],
  summary: "Register or change an instrument",
  description: "The same content again changes nothing; a change needs its reason.",
  request: {
    params: label,
    query: noQuery,
    body: jsonBody(equipmentInput.omit({ id: true }).extend({ expectedVersion, reason }), {
      title: "Multimeter",
      intervalDays: 365,
      policy: "block",
    }),
  },
  responses: {
    200: { description: "The instrument", content: one },
    ...problemResponses(...CHANGE),
  },
});

const calibrateRoute = createRoute({
  ...allow(["qa"]),
  method: "post",
  path: "/equipment/{id}/calibrations",
  tags: ["Equipment"],
  summary: "Record a calibration",
  description: "Idempotent by its id; other content under a known id is a correction.",
  request: {
    params,
    query: noQuery,
    body: jsonBody(calibrationInput.extend({ reason }), {
      id: "0199d0a4-3c2e-4b51-8f4a-5d2c9e6b7a10",
      performedAt: "2026-09-01T08:00:00Z",
      provider: "Calibration laboratory",
      points: [{ function: "voltage-dc", unit: "V", nominal: 5, tolerance: 0.01, asFound: 4.98 }],
    }),
  },
  responses: {
    200: { description: "The instrument with it", content: one },
    ...problemResponses(...CHANGE, "equipment.not-found"),
  },
});

const impactRoute = createRoute({
  ...allow("everybody"),
  method: "get",
  path: "/equipment/{id}/impact",
  tags: ["Equipment"],
  summary: "Runs that an instrument out of tolerance touched",
  description:
    "Every measurement since the latest known-good moment, judged again with the error found.",
  request: {
    params,
    query: z.strictObject({
      calibrationId: z.uuid().optional().describe("The latest that found it bad where absent"),
      limit: z.coerce.number().int().min(1).max(10_000).default(1_000),
    }),
  },
  responses: {
    200: { description: "The impact", content: { "application/json": { schema: impactView } } },
    ...problemResponses(
      ...(["request.invalid", "equipment.not-found", "calibration.not-found"] as const),
      ...(["calibration.in-tolerance", "projection.rebuilding"] as const),
    ),
  },
});

/** What the routes need besides the ledger: the site's time zone and the moment. */
export interface EquipmentRouteParts {
  readonly ledger: RouteLedger;
  readonly context: RequestContext;
  readonly now: () => number;
  readonly timeZone: string;
}

/** The routes of equipment, to be mounted under the API's base. */
export function equipmentRoutes({
  ledger,
  context,
  now,
  timeZone,
}: EquipmentRouteParts): OpenAPIHono {
  const moment = () => ({ now: now(), timeZone });
  const read = (id: string) => ledger.ask("equipment.get", { id, ...moment() });

  return createRouter()
    .openapi(listRoute, async (c) =>
      c.json({ items: await ledger.ask("equipment.list", moment()) }, 200),
    )
    .openapi(getRoute, async (c) => c.json(await read(c.req.valid("param").id), 200))
    .openapi(saveRoute, async (c) => {
      const { id } = c.req.valid("param");
      const { expectedVersion: seen, reason: why, ...rest } = c.req.valid("json");
      const equipment = compact({ ...rest, id });
      const expected = seen === undefined ? {} : { expectedVersion: seen };
      const input = compact({ equipment, reason: why });
      await ledger.execute("equipment.save", input as never, { ...context(c, ""), ...expected });
      return c.json(await read(id), 200);
    })
    .openapi(calibrateRoute, async (c) => {
      const { id } = c.req.valid("param");
      const { reason: why, performedAt, ...rest } = c.req.valid("json");
      const calibration = { ...rest, equipmentId: id, performedAt: parseIsoTime(performedAt) ?? 0 };
      const input = compact({ calibration: compact(calibration), timeZone, reason: why });
      await ledger.execute("equipment.calibrate", input as never, context(c, ""));
      return c.json(await read(id), 200);
    })
    .openapi(impactRoute, async (c) => {
      const filter = { ...c.req.valid("param"), ...compact(c.req.valid("query")) };
      return c.json(await ledger.ask("equipment.impact", filter), 200);
    }) as OpenAPIHono;
}

/** What these routes take and answer, for the typed client. */
export type EquipmentRoutes =
  | typeof listRoute
  | typeof getRoute
  | typeof saveRoute
  | typeof calibrateRoute
  | typeof impactRoute;
