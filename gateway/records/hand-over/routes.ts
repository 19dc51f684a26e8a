/** `/hand-overs`: what one shift tells the next, until somebody has read it. */
import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import { z } from "zod";
import { allow, type RequestContext } from "../access.ts";
import { commandRoute, idParams, mintedId } from "../commands/command-routes.ts";
import { compact } from "../compact.ts";
import { createRouter, pageQuery, pageResponses, type RouteLedger } from "../routes.ts";
import { handOverView } from "./record.ts";

const listRoute = createRoute({
  ...allow("everybody"),
  method: "get",
  path: "/hand-overs",
  tags: ["Stations"],
  summary: "List hand-over notes",
  description: "Newest first; `open` ones nobody of the next shift has acknowledged yet.",
  request: {
    query: z.strictObject({
      station: z.string().min(1).max(64).optional(),
      state: handOverView.shape.state.optional(),
      ...pageQuery,
    }),
  },
  responses: pageResponses(handOverView),
});

const writeRoute = commandRoute({
  path: "/stations/{id}/hand-overs",
  params: idParams,
  allowed: ["technician", "qa", "operations"],
  tag: "Stations",
  summary: "Write a note for the next shift",
  description: "It is shown at the station until somebody else acknowledges it.",
  body: z.strictObject({ id: mintedId, text: z.string().trim().min(3).max(2_000) }),
  example: { text: "Slot 3 fails ripple now and then: probe 7 is due to be changed" },
  answer: handOverView,
  problems: ["station.not-found", "record.invalid"],
});

const acknowledgeRoute = commandRoute({
  path: "/hand-overs/{id}/acknowledge",
  params: idParams,
  allowed: ["technician", "qa", "operations"],
  tag: "Stations",
  summary: "Say that a note was read",
  description: "By somebody other than its author.",
  body: z.strictObject({}),
  example: {},
  answer: handOverView,
  problems: ["hand-over.not-found", "hand-over.acknowledged", "hand-over.own"],
});

/** What the routes need besides the ledger. */
export interface HandOverRouteParts {
  readonly ledger: RouteLedger;
  readonly context: RequestContext;
  readonly newId: () => string;
}

/** The routes of hand-over notes, to be mounted under the API's base. */
export function handOverRoutes({ ledger, context, newId }: HandOverRouteParts): OpenAPIHono {
  const read = (id: string) => ledger.ask("handOvers.get", { id });
  return createRouter()
    .openapi(listRoute, async (c) =>
      c.json(await ledger.ask("handOvers.list", compact(c.req.valid("query"))), 200),
    )
    .openapi(writeRoute, async (c) => {
      const { id: station } = c.req.valid("param");
      const { id = newId(), text } = c.req.valid("json");
      await ledger.execute("handOver.write", { id, station, text }, context(c, station));
      return c.json(await read(id), 200);
    })
    .openapi(acknowledgeRoute, async (c) => {
      const { id } = c.req.valid("param");
      const { station } = await read(id);
      await ledger.execute("handOver.acknowledge", { id }, context(c, station));
      return c.json(await read(id), 200);
    }) as OpenAPIHono;
}

/** What these routes take and answer, for the typed client. */
export type HandOverRoutes = typeof listRoute | typeof writeRoute | typeof acknowledgeRoute;
