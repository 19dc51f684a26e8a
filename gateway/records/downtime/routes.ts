/** `/downtimes`: why a station stands still, since when, and how long in all. */
import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import { z } from "zod";
import { type DowntimeGroup, findReason } from "../../domain/downtime/reasons.ts";
import { Refusal } from "../../ledger/contract.ts";
import { allow, type RequestContext } from "../access.ts";
import {
  commandRoute,
  idParams,
  mintedId,
  noParams,
  readRoute,
} from "../commands/command-routes.ts";
import { compact } from "../compact.ts";
import {
  createRouter,
  instantParameter,
  pageQuery,
  pageResponses,
  type RouteLedger,
} from "../routes.ts";
import { downtimeSummary, downtimeView, reasonGroupView } from "./record.ts";

const station = z.string().min(1).max(64);
const rig = z.string().min(1).max(64).optional().describe("Where not the whole station stands");
const note = z.string().trim().max(1_000).optional();
const reason = z.string().min(1).max(64).describe("As `GET /downtime-reasons` names it");

const reasonsRoute = readRoute({
  path: "/downtime-reasons",
  params: noParams,
  query: z.strictObject({}),
  tag: "Stations",
  summary: "The reasons of a downtime",
  description: "Groups and their reasons, as rigline.yaml has them.",
  answer: z.object({ items: z.array(reasonGroupView) }),
  problems: [],
});

const listRoute = createRoute({
  ...allow("everybody"),
  method: "get",
  path: "/downtimes",
  tags: ["Stations"],
  summary: "List downtimes",
  description: "Newest first; one that lasts has no end.",
  request: {
    query: z.strictObject({
      station: station.optional(),
      open: z.enum(["true", "false"]).optional().describe("Only those that last, or that do not"),
      ...pageQuery,
    }),
  },
  responses: pageResponses(downtimeView),
});

const sumRoute = readRoute({
  path: "/downtime-summary",
  params: noParams,
  query: z.strictObject({
    from: instantParameter,
    to: instantParameter,
    station: station.optional(),
  }),
  tag: "Stations",
  summary: "Downtime by reason in a period",
  description: "Only what lies in the period counts; what lasts counts until now.",
  answer: downtimeSummary,
  problems: [],
});

const getRoute = readRoute({
  path: "/downtimes/{id}",
  params: idParams,
  query: z.strictObject({}),
  tag: "Stations",
  summary: "Read a downtime",
  description: "With who began it, what ended it and how long it was.",
  answer: downtimeView,
  problems: ["downtime.not-found"],
});

const beginRoute = commandRoute({
  path: "/stations/{id}/downtimes",
  params: idParams,
  allowed: ["technician", "qa", "operations"],
  tag: "Stations",
  summary: "Say that a station stands still",
  description:
    "From now on. The next run of the station ends it, or of the rig where one is named; another " +
    "reason for the same place ends it and begins anew.",
  body: z.strictObject({ id: mintedId, reason, rig, note }),
  example: { reason: "FIXTURE", note: "Probe 7 is bent" },
  answer: downtimeView,
  problems: ["station.not-found", "rig.not-found", "downtime.unknown-reason", "record.invalid"],
});

const endRoute = commandRoute({
  path: "/downtimes/{id}/end",
  params: idParams,
  allowed: ["technician", "qa", "operations"],
  tag: "Stations",
  summary: "Say that the station goes on",
  description: "Where no run says it first.",
  body: z.strictObject({ note }),
  example: { note: "Probe changed" },
  answer: downtimeView,
  problems: ["downtime.not-found", "downtime.ended"],
});

/** What the routes need besides the ledger. */
export interface DowntimeRouteParts {
  readonly ledger: RouteLedger;
  readonly context: RequestContext;
  readonly newId: () => string;
  readonly now: () => number;
  readonly downtimeReasons: readonly DowntimeGroup[];
}

/** The routes of downtimes, to be mounted under the API's base. */
export function downtimeRoutes(parts: DowntimeRouteParts): OpenAPIHono {
  const { ledger, context, newId, now, downtimeReasons: tree } = parts;
  const read = (id: string) => ledger.ask("downtimes.get", { id, now: now() });
  const items = tree.map(({ reasons, ...group }) => ({ ...group, reasons: [...reasons] }));

  return createRouter()
    .openapi(reasonsRoute, (c) => c.json({ items }, 200))
    .openapi(listRoute, async (c) => {
      const { open, ...filter } = c.req.valid("query");
      const isOpen = open === undefined ? undefined : open === "true";
      const asked = compact({ ...filter, open: isOpen, now: now() });
      return c.json(await ledger.ask("downtimes.list", asked), 200);
    })
    .openapi(sumRoute, async (c) => {
      const asked = compact({ ...c.req.valid("query"), now: now() });
      return c.json(await ledger.ask("downtimes.sum", asked), 200);
    })
    .openapi(getRoute, async (c) => c.json(await read(c.req.valid("param").id), 200))
    .openapi(beginRoute, async (c) => {
      const { id: at } = c.req.valid("param");
      const { id = newId(), reason: wanted, ...rest } = c.req.valid("json");
      const chosen = findReason(tree, wanted);
      if (chosen === undefined) {
        throw new Refusal("downtime.unknown-reason", `There is no reason ${wanted}.`, { wanted });
      }
      const input = compact({ ...rest, id, station: at, reason: chosen });
      await ledger.execute("downtime.begin", input, context(c, at));
      return c.json(await read(id), 200);
    })
    .openapi(endRoute, async (c) => {
      const { id } = c.req.valid("param");
      const { station: at } = await read(id);
      await ledger.execute("downtime.end", compact({ id, ...c.req.valid("json") }), context(c, at));
      return c.json(await read(id), 200);
    }) as OpenAPIHono;
}

/** What these routes take and answer, for the typed client. */
export type DowntimeRoutes =
  | typeof reasonsRoute
  | typeof listRoute
  | typeof sumRoute
  | typeof getRoute
  | typeof beginRoute
  | typeof endRoute;
