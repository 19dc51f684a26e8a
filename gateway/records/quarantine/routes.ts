/** `/quarantine`: what sinks hold back, and what people decide. `/sinks/{sink}/rebuild`. */
import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import type { Context } from "hono";
import { z } from "zod";
import { Refusal } from "../../ledger/contract.ts";
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
import { type HeldPlace, heldDetail, heldPlace, heldView, type WouldSend } from "./record.ts";

const sink = heldPlace.shape.sink;
const stream = heldPlace.shape.stream;
const position = z.int().min(1);
const by = z
  .string()
  .trim()
  .min(1)
  .max(200)
  .optional()
  .describe("Who does it, for a gateway without people; whoever is signed in counts");
const why = z.string().trim().min(1).max(1_000).describe("Why; it stays in the ledger");
const line = z.string().min(1).max(65_536);
const mend = {
  lines: z.array(line).min(1).max(1_000).describe("Line protocol, complete: all points of it"),
  retry: z.boolean().default(true).describe("Try it at once"),
};
const reason = z.string().max(2_000).optional().describe("Exactly as it is told");
const selection = {
  sink,
  stream,
  from: position.optional().describe("The first position; all where absent"),
  to: position.optional().describe("The position after the last"),
  reason,
};
const result = z.object({
  positions: z.int().describe("How many were decided on"),
  remaining: z.int().describe("How many more were named: ask again for those"),
});
function json<Schema extends z.ZodType>(description: string, schema: Schema) {
  return { 200: { description, content: { "application/json": { schema } } } };
}

const listRoute = createRoute({
  ...allow("everybody"),
  method: "get",
  path: "/quarantine",
  tags: ["Delivery"],
  summary: "List what sinks hold back",
  description: "Positions that a receiver refused for good: nothing of them is lost.",
  request: {
    query: z.strictObject({
      sink: sink.optional(),
      stream: stream.optional(),
      reason,
      ...pageQuery,
    }),
  },
  responses: pageResponses(heldView),
});

const getRoute = createRoute({
  ...allow("everybody"),
  method: "get",
  path: "/quarantine/{sink}/{stream}/{position}",
  tags: ["Delivery"],
  summary: "Read one held position",
  description: "With its record, what would be sent for it, and what the receiver said.",
  request: { params: heldPlace, query: noQuery },
  responses: {
    ...json("The position", heldDetail),
    ...problemResponses("request.invalid", "quarantine.not-held", "projection.rebuilding"),
  },
});

const retryBody = z.strictObject({ ...selection, by, why: why.optional() });
const retryRoute = createRoute({
  ...allow(["operations", "admin"]),
  method: "post",
  path: "/quarantine/retry",
  tags: ["Delivery"],
  summary: "Send held positions again",
  description: "All of a stream, a part of it, or what is held for one reason.",
  request: {
    query: noQuery,
    body: jsonBody(retryBody, { sink: "influxdb", stream: "telemetry", by: "4711" }),
  },
  responses: {
    ...json("They are owed again", result),
    ...problemResponses(...CHANGE_PROBLEMS, "quarantine.not-held"),
  },
});

const discardBody = z.strictObject({ ...selection, by, why });
const discardRoute = createRoute({
  ...allow(["operations", "admin"]),
  method: "post",
  path: "/quarantine/discard",
  tags: ["Delivery"],
  summary: "Give held positions up for this sink",
  description: "With a reason, for good. The ledger keeps the records; the sink never gets them.",
  request: {
    query: noQuery,
    body: jsonBody(discardBody, {
      ...{ sink: "influxdb", stream: "telemetry", from: 17, to: 18, by: "4711" },
      why: "The sensor was not plugged in",
    }),
  },
  responses: {
    ...json("They are discarded", result),
    ...problemResponses(...CHANGE_PROBLEMS, "quarantine.not-held"),
  },
});

const mendBody = z.strictObject({ ...mend, by, why: why.optional() });
const mendRoute = createRoute({
  ...allow(["operations", "admin"]),
  method: "post",
  path: "/quarantine/{sink}/{stream}/{position}/mend",
  tags: ["Delivery"],
  summary: "Write something else in its place",
  description: "Kept beside the record, for this sink alone; the record never changes.",
  request: {
    params: heldPlace,
    query: noQuery,
    body: jsonBody(mendBody, {
      lines: ["reading,channel=vcc value=3.3 1795000000000000001"],
      by: "4711",
    }),
  },
  responses: {
    ...json("It is mended", result),
    ...problemResponses(...CHANGE_PROBLEMS, "quarantine.not-held", "quarantine.not-mendable"),
    ...problemResponses("sink.not-found", "quarantine.not-held"),
  },
});

const rebuildBody = z.strictObject({
  ledgerFrom: position.optional().describe("Seq to begin at; the first entry where absent"),
  telemetryFrom: position.optional().describe("Ordinal; the oldest kept reading where absent"),
  by,
  why,
});
const rebuildRoute = createRoute({
  ...allow(["operations", "admin"]),
  method: "post",
  path: "/sinks/{sink}/rebuild",
  tags: ["Delivery"],
  summary: "Fill an emptied database again",
  description:
    "Everything from there on is owed once more; what was discarded stays so. The account begins anew.",
  request: {
    params: z.object({ sink }),
    query: noQuery,
    body: jsonBody(rebuildBody, { by: "4711", why: "The database's disk was replaced" }),
  },
  responses: {
    ...json("Owed again from there", z.object({ ledger: z.int(), telemetry: z.int() })),
    ...problemResponses(...CHANGE_PROBLEMS, "sink.not-found", "sink.not-rebuildable"),
  },
});

/** Looks at a sink's own format. */
export interface SinkDesk {
  /** What the sink would be sent for the position, mends left aside. */
  preview(place: HeldPlace): Promise<WouldSend>;
  /** Why the lines can not be written, or undefined. */
  findBadLine(lines: readonly string[]): string | undefined;
}

export interface QuarantineRouteParts {
  readonly ledger: RouteLedger;
  readonly context: RequestContext;
  readonly newId: () => string;
  readonly sinkDesk: SinkDesk;
}

/** The routes of held positions and of rebuilding, to be mounted under the API's base. */
export function quarantineRoutes(parts: QuarantineRouteParts): OpenAPIHono {
  const { ledger, newId, sinkDesk } = parts;
  // Sinks belong to no station.
  const context = (c: Context) => parts.context(c, "");
  return createRouter()
    .openapi(listRoute, async (c) =>
      c.json(await ledger.ask("quarantine.list", compact(c.req.valid("query"))), 200),
    )
    .openapi(getRoute, async (c) => {
      const place = c.req.valid("param");
      const held = await ledger.ask("quarantine.get", place);
      return c.json({ ...held, wouldSend: await sinkDesk.preview(place) }, 200);
    })
    .openapi(retryRoute, async (c) => {
      const input = { id: newId(), ...decided(c, c.req.valid("json")) };
      return c.json((await ledger.execute("quarantine.retry", input, context(c))).result, 200);
    })
    .openapi(discardRoute, async (c) => {
      const input = { id: newId(), ...decided(c, c.req.valid("json")) };
      return c.json((await ledger.execute("quarantine.discard", input, context(c))).result, 200);
    })
    .openapi(mendRoute, async (c) => {
      const given = c.req.valid("json");
      const problem = sinkDesk.findBadLine(given.lines);
      if (problem !== undefined) {
        const errors = [{ path: "lines", message: problem }];
        throw new Refusal("request.invalid", `${problem}.`, { errors });
      }
      const input = { id: newId(), ...c.req.valid("param"), ...decided(c, given) };
      return c.json((await ledger.execute("quarantine.mend", input, context(c))).result, 200);
    })
    .openapi(rebuildRoute, async (c) => {
      const { ledgerFrom, telemetryFrom, ...decision } = c.req.valid("json");
      const oldest = await ledger.ask("sinks.rebuildStart", null);
      const from = {
        ledger: ledgerFrom ?? oldest.ledger,
        telemetry: Math.max(telemetryFrom ?? 1, oldest.telemetry),
      };
      const input = { ...c.req.valid("param"), ...decided(c, decision), from };
      await ledger.execute("sink.rebuild", input, context(c));
      return c.json(from, 200);
    }) as OpenAPIHono;
}

/** The decision with who takes it. */
function decided<Body extends { readonly by?: string | undefined }>(c: Context, body: Body) {
  return { ...compact(body), by: deciderOf(c, body.by) };
}

/** What these routes take and answer, for the typed client. */
export type QuarantineRoutes =
  | typeof listRoute
  | typeof getRoute
  | typeof retryRoute
  | typeof discardRoute
  | typeof mendRoute
  | typeof rebuildRoute;
