/** `/entries` and `/exceptions`: the audit trail, and what did not go by the book. */
import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import { z } from "zod";
import { allow } from "../../records/access.ts";
import { compact } from "../../records/compact.ts";
import { EXCEPTION_KINDS } from "../../records/exceptions/classify.ts";
import { exceptionView } from "../../records/exceptions/record.ts";
import {
  createRouter,
  instantParameter,
  noQuery,
  pageQuery,
  pageResponses,
  problemResponses,
  type RouteLedger,
} from "../../records/routes.ts";
import { trailEntry } from "../../records/trail/record.ts";

const filter = z.string().min(1).max(200).optional();

const trailRoute = createRoute({
  method: "get",
  path: "/entries",
  ...allow("everybody"),
  tags: ["Audit trail"],
  summary: "Search the audit trail",
  description:
    "Every change of every record, the newest first. A page may be empty and still have a " +
    "`nextCursor`: then the search has not come to the beginning yet.",
  request: {
    query: z.strictObject({
      type: filter.describe("Of the record, such as run or equipment"),
      id: filter.describe("Of the record"),
      actor: filter.describe("The beginning of who did it, such as `person:`"),
      action: filter.describe("Such as corrected or sealed"),
      from: instantParameter.optional().describe("Recorded at or after; ISO 8601 with a zone"),
      to: instantParameter.optional().describe("Recorded before; ISO 8601 with a zone"),
      ...pageQuery,
    }),
  },
  responses: pageResponses(trailEntry),
});

const exceptionsRoute = createRoute({
  method: "get",
  path: "/exceptions",
  ...allow("everybody"),
  tags: ["Audit trail"],
  summary: "List what did not go by the book",
  description:
    "Failed, unfinished and uninvited runs, mismatches of verdicts, overrides, holds, instruments " +
    "out of tolerance or not proven, invalidations, concessions, nonconformances and corrections, " +
    "the newest first.",
  request: {
    query: z.strictObject({
      kind: z.enum(EXCEPTION_KINDS).optional(),
      serialNumber: filter,
      ...pageQuery,
    }),
  },
  responses: pageResponses(exceptionView),
});

const countsRoute = createRoute({
  method: "get",
  path: "/exceptions/counts",
  ...allow("everybody"),
  tags: ["Audit trail"],
  summary: "Count what did not go by the book",
  description: "By kind, over everything that is recorded.",
  request: { query: noQuery },
  responses: {
    200: {
      description: "The counts",
      content: { "application/json": { schema: z.record(z.string(), z.number().int()) } },
    },
    ...problemResponses("request.invalid", "projection.rebuilding"),
  },
});

/** The routes, to be mounted under the API's base. */
export function trailRoutes(ledger: RouteLedger): OpenAPIHono {
  return createRouter()
    .openapi(trailRoute, async (c) =>
      c.json(await ledger.ask("trail.list", compact(c.req.valid("query"))), 200),
    )
    .openapi(exceptionsRoute, async (c) =>
      c.json(await ledger.ask("exceptions.list", compact(c.req.valid("query"))), 200),
    )
    .openapi(countsRoute, async (c) =>
      c.json(await ledger.ask("exceptions.counts", null), 200),
    ) as OpenAPIHono;
}

/** What these routes take and answer, for the typed client. */
export type TrailRoutes = typeof trailRoute | typeof exceptionsRoute | typeof countsRoute;
