/** `/alarms`: list, read, acknowledge and close. */
import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import type { Context } from "hono";
import { z } from "zod";
import { ALARM_STATES } from "../../domain/alarm/alarm.ts";
import { allow, deciderOf, type RequestContext } from "../access.ts";
import { compact } from "../compact.ts";
import {
  CHANGE_PROBLEMS,
  createRouter,
  jsonBody,
  noQuery,
  pageQuery,
  pageResponses,
  problemResponses,
  type RouteLedger,
} from "../routes.ts";
import { alarmView } from "./record.ts";

const params = z.object({ id: z.string().min(1).max(200).describe("Id of the alarm") });
const word = z.string().trim().min(1).max(200);
const by = word
  .optional()
  .describe("Who does it, for a gateway without people; whoever is signed in counts");
const expectedVersion = z
  .int()
  .min(1)
  .optional()
  .describe("The version that was seen; another one is refused");
const one = { "application/json": { schema: alarmView } };
const CHANGE = [
  ...CHANGE_PROBLEMS,
  ...(["alarm.not-found", "alarm.not-open", "record.version-conflict"] as const),
];

const listRoute = createRoute({
  ...allow("everybody"),
  method: "get",
  path: "/alarms",
  tags: ["Alarms"],
  summary: "List alarms",
  description: "The latest first, whatever became of them: nothing is left out.",
  request: {
    query: z.strictObject({
      rig: z.string().min(1).max(64).optional(),
      state: z.enum(ALARM_STATES).optional(),
      ...pageQuery,
    }),
  },
  responses: pageResponses(alarmView),
});

const getRoute = createRoute({
  ...allow("everybody"),
  method: "get",
  path: "/alarms/{id}",
  tags: ["Alarms"],
  summary: "Read one alarm",
  description: "What was seen, what to do, and what became of it.",
  request: { params, query: noQuery },
  responses: {
    200: { description: "The alarm", content: one },
    ...problemResponses("request.invalid", "alarm.not-found", "projection.rebuilding"),
  },
});

const acknowledgeRoute = createRoute({
  ...allow(["technician", "qa", "operations"]),
  method: "post",
  path: "/alarms/{id}/acknowledge",
  tags: ["Alarms"],
  summary: "Acknowledge an alarm",
  description: "Whoever does it looks after it from now on: the alarm's owner.",
  request: {
    params,
    query: noQuery,
    body: jsonBody(z.strictObject({ by, expectedVersion }), { by: "4711", expectedVersion: 1 }),
  },
  responses: {
    200: { description: "The alarm with its owner", content: one },
    ...problemResponses(...CHANGE),
  },
});

const closeRoute = createRoute({
  ...allow(["technician", "qa", "operations"]),
  method: "post",
  path: "/alarms/{id}/close",
  tags: ["Alarms"],
  summary: "Close an alarm",
  description:
    "With its cause. Where the condition goes on, it is not raised again before that has ended.",
  request: {
    params,
    query: noQuery,
    body: jsonBody(
      z.strictObject({
        by,
        reason: z.string().trim().min(1).max(1_000).describe("What the cause was"),
        expectedVersion,
      }),
      { by: "4711", reason: "The supply of the fixture was off" },
    ),
  },
  responses: {
    200: { description: "The closed alarm", content: one },
    ...problemResponses(...CHANGE),
  },
});

export interface AlarmRouteParts {
  readonly ledger: RouteLedger;
  readonly context: RequestContext;
}

/** The routes of alarms, to be mounted under the API's base. */
export function alarmRoutes({ ledger, context }: AlarmRouteParts): OpenAPIHono {
  async function change(
    c: Context,
    name: "alarm.acknowledge" | "alarm.close",
    { expectedVersion: seen, by: who, reason = "" }: z.output<typeof changeBody>,
  ) {
    const id = c.req.param("id") ?? "";
    const { station } = await ledger.ask("alarms.get", { id });
    const expected = seen === undefined ? {} : { expectedVersion: seen };
    const input = { id, by: deciderOf(c, who), cause: reason };
    await ledger.execute(name, input, { ...context(c, station), ...expected });
    return await ledger.ask("alarms.get", { id });
  }

  return createRouter()
    .openapi(listRoute, async (c) =>
      c.json(await ledger.ask("alarms.list", compact(c.req.valid("query"))), 200),
    )
    .openapi(getRoute, async (c) =>
      c.json(await ledger.ask("alarms.get", c.req.valid("param")), 200),
    )
    .openapi(acknowledgeRoute, async (c) => {
      return c.json(await change(c, "alarm.acknowledge", c.req.valid("json")), 200);
    })
    .openapi(closeRoute, async (c) => {
      return c.json(await change(c, "alarm.close", c.req.valid("json")), 200);
    }) as OpenAPIHono;
}

const changeBody = z.object({ by, reason: z.string().optional(), expectedVersion });

/** What these routes take and answer, for the typed client. */
export type AlarmRoutes =
  | typeof listRoute
  | typeof getRoute
  | typeof acknowledgeRoute
  | typeof closeRoute;
