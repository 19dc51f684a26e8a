/** `/stations`: what stands where, what a scan would run and why not, and arming by a scan. */
import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import type { Context } from "hono";
import { z } from "zod";
import { REASON_CODE } from "../../domain/scan/card.ts";
import { allow, principalOf, type RequestContext } from "../access.ts";
import { presentArming } from "../arming/lookup.ts";
import { armingView } from "../arming/record.ts";
import { compact } from "../compact.ts";
import { nextTestView } from "../interlock/record.ts";
import {
  CHANGE_PROBLEMS,
  createRouter,
  jsonBody,
  noQuery,
  problemResponses,
  type RouteLedger,
} from "../routes.ts";
import { stationDetail, stationView } from "./record.ts";

const params = z.object({ id: z.string().min(1).max(64).describe("As rigline.yaml names it") });
const scan = z
  .string()
  .min(1)
  .max(500)
  .describe("What the scanner typed: GS1 element string, `PART|SERIAL` or serial number");
const rig = z.string().min(1).max(64).optional().describe("Where the station has several");
const slot = z.string().min(1).max(64).optional().describe("Of a fixture for several units");
const expectedVersion = z
  .int()
  .min(0)
  .optional()
  .describe("Of the slot's arming that was seen, 0 for none: two pages do not both arm");
const retest = z
  .string()
  .regex(REASON_CODE)
  .optional()
  .describe("Code word of the reason why it is tested again: demanded after a fail");
const json = <Schema extends z.ZodType>(schema: Schema) => ({ "application/json": { schema } });
const SCAN = ["scan.unreadable", "scan.ambiguous"] as const;
const PLACE = ["station.not-found", "rig.not-found", "rig.ambiguous", "slot.not-found"] as const;
const READ = ["request.invalid", "projection.rebuilding"] as const;

const listRoute = createRoute({
  ...allow("everybody"),
  method: "get",
  path: "/stations",
  tags: ["Stations"],
  summary: "List stations",
  description: "With their rigs, and for whom each slot is armed.",
  request: { query: noQuery },
  responses: {
    200: { description: "By id", content: json(z.object({ items: z.array(stationView) })) },
    ...problemResponses(...READ),
  },
});

const getRoute = createRoute({
  ...allow("everybody"),
  method: "get",
  path: "/stations/{id}",
  tags: ["Stations"],
  summary: "Read a station with all that is due there",
  description: "Reference units for each slot, calibration and maintenance, the hardest first.",
  request: { params, query: noQuery },
  responses: {
    200: { description: "The station", content: json(stationDetail) },
    ...problemResponses(...READ, "station.not-found"),
  },
});

const nextRoute = createRoute({
  ...allow("everybody"),
  method: "get",
  path: "/stations/{id}/next",
  tags: ["Stations"],
  summary: "What a scan would run, and every interlock",
  description: "Changes nothing. Each check says what it demands, what it found and what to do.",
  request: { params, query: z.strictObject({ scan, rig, slot }) },
  responses: {
    200: { description: "What would run", content: json(nextTestView) },
    ...problemResponses(...READ, ...SCAN, ...PLACE),
  },
});

const armRoute = createRoute({
  ...allow(["technician", "qa"]),
  method: "post",
  path: "/stations/{id}/arm",
  tags: ["Stations"],
  summary: "Arm a slot for the unit that was scanned",
  description:
    "The scan owns the slot's next run until it expires or another scan replaces it. A unit that " +
    "failed here before needs `retest`; the reasons are in `reasons.retest` of the station.",
  request: {
    params,
    query: noQuery,
    body: jsonBody(z.strictObject({ scan, rig, slot, retest, expectedVersion }), {
      scan: "PSU24-000412",
      expectedVersion: 0,
    }),
  },
  responses: {
    200: { description: "The slot is armed", content: json(armingView) },
    ...problemResponses(
      ...[...CHANGE_PROBLEMS, ...SCAN, ...PLACE],
      ...(["interlock.refused", "record.version-conflict"] as const),
      ...(["retest.reason-missing", "reason.not-found", "retest.not-failed"] as const),
    ),
  },
});

const disarmRoute = createRoute({
  ...allow(["technician", "qa"]),
  method: "post",
  path: "/stations/{id}/disarm",
  tags: ["Stations"],
  summary: "Take an arming back",
  description: "The slot's next run belongs to nobody then.",
  request: {
    params,
    query: noQuery,
    body: jsonBody(z.strictObject({ rig: z.string().min(1).max(64), slot, expectedVersion }), {
      rig: "fct-1",
    }),
  },
  responses: {
    200: { description: "The slot is not armed", content: json(armingView) },
    ...problemResponses(
      ...[...CHANGE_PROBLEMS, ...PLACE],
      ...(["arming.not-open", "record.version-conflict"] as const),
    ),
  },
});

/** What the routes need besides the ledger. */
export interface StationRouteParts {
  readonly ledger: RouteLedger;
  readonly context: RequestContext;
  readonly now: () => number;
  /** The rigs that the configuration has now. */
  readonly rigs: () => readonly { readonly name: string }[];
}

/** The routes of stations, to be mounted under the API's base. */
export function stationRoutes(parts: StationRouteParts): OpenAPIHono {
  const { ledger, context } = parts;
  const present = () => ({ now: parts.now(), rigs: parts.rigs().map(({ name }) => name) });

  return createRouter()
    .openapi(listRoute, async (c) =>
      c.json({ items: await ledger.ask("stations.list", present()) }, 200),
    )
    .openapi(getRoute, async (c) => {
      const station = c.req.valid("param").id;
      return c.json(await ledger.ask("stations.get", { station, ...present() }), 200);
    })
    .openapi(nextRoute, async (c) => {
      const station = c.req.valid("param").id;
      const asked = compact({ station, ...c.req.valid("query"), operator: operatorOf(c) });
      return c.json(await ledger.ask("interlocks.next", { ...present(), ...asked }), 200);
    })
    .openapi(armRoute, async (c) => {
      const station = c.req.valid("param").id;
      const { expectedVersion: seen, retest: why, ...asked } = c.req.valid("json");
      const operator = operatorOf(c);
      const place = await ledger.ask("interlocks.place", {
        ...present(),
        ...compact({ station, ...asked }),
      });
      const input = compact({ ...place, scan: asked.scan, retest: why, operator });
      const own = { ...context(c, station), ...expected(seen) };
      const { result } = await ledger.execute("station.arm", input, own);
      const { version, arming: body } = result;
      return c.json(presentArming({ version, body }, body.armedAt), 200);
    })
    .openapi(disarmRoute, async (c) => {
      const station = c.req.valid("param").id;
      const { expectedVersion: seen, rig: name, slot: of = "" } = c.req.valid("json");
      const own = { ...context(c, station), ...expected(seen) };
      const input = { rig: name, slot: of, station };
      const { result } = await ledger.execute("station.disarm", input, own);
      const { version, arming: body } = result;
      return c.json(presentArming({ version, body }, body.armedAt), 200);
    }) as OpenAPIHono;
}

function expected(seen: number | undefined) {
  return seen === undefined ? {} : { expectedVersion: seen };
}

/** Who tests: the person who is signed in; nobody known where it is a station or this machine. */
function operatorOf(c: Context): string | undefined {
  const { kind, id } = principalOf(c);
  return kind === "person" ? id : undefined;
}

/** What these routes take and answer, for the typed client. */
export type StationRoutes =
  | typeof listRoute
  | typeof getRoute
  | typeof nextRoute
  | typeof armRoute
  | typeof disarmRoute;
