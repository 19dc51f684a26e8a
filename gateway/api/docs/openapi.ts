/** The published description of the API, generated from the schemas that check and document it. */
import type { OpenAPIHono } from "@hono/zod-openapi";
import type { z } from "zod";
import { problemDocument } from "../../platform/problems.ts";
import * as views from "../../records/views.ts";
import { documentListTypes } from "./document-lists.ts";
import { nameSchemas } from "./named-schemas.ts";

/** Names under which the schemas are published; others are written out where they are used. */
const SCHEMA_NAMES = {
  Limits: views.limitsView,
  Measurement: views.measurementView,
  RunSummary: views.runSummary,
  RunDetail: views.runDetail,
  TelemetrySeries: views.telemetrySeries,
  UnitSummary: views.unitSummary,
  UnitDetail: views.unitDetail,
  Fault: views.faultView,
  Rig: views.rigView,
  Product: views.productView,
  Order: views.orderView,
  Account: views.accountView,
  Sink: views.sinkView,
  Health: views.healthView,
  LiveEvent: views.liveEvent,
  Problem: problemDocument,
} as const satisfies Readonly<Record<string, z.ZodType>>;

export type OpenApiDocument = ReturnType<OpenAPIHono["getOpenAPI31Document"]>;

/** The OpenAPI 3.1 document of all routes mounted on `app`. */
export function describeApi(app: OpenAPIHono, version: string): OpenApiDocument {
  const document = app.getOpenAPI31Document({
    openapi: "3.1.0",
    info: {
      title: "Rigline gateway",
      version,
      description:
        "Runs, units, rigs, products and orders of one edge gateway, and what happens there live. " +
        "Times are ISO 8601 UTC with microseconds. Lists answer pages: pass `nextCursor` as " +
        "`cursor`, with the same filters, until there is none; or ask for the whole by " +
        "`Accept: text/csv` or `application/jsonl`. Every fault is an RFC 9457 problem " +
        "document with a stable `code` and a `remedy`. Fields and parameters that are not " +
        "documented are refused. New fields may appear in answers: ignore those you do not know.",
    },
    servers: [{ url: "/", description: "This gateway" }],
    tags: [
      { name: "Runs", description: "Each execution of a procedure on a unit; immutable." },
      { name: "Units", description: "The items under test, with all that was done to them." },
      { name: "Products", description: "What is made, with its procedures and limits." },
      { name: "Orders", description: "How many units are to be made, and how far they are." },
      { name: "Rigs", description: "The test equipment that the gateway reads." },
      { name: "Log", description: "Signed checkpoints of the ledger, and proofs under them." },
      { name: "Search", description: "One box for whatever stands on a label or a report." },
      { name: "Live", description: "What happens now." },
      { name: "Gateway", description: "The gateway itself." },
    ],
  });
  documentListTypes(document.paths ?? {});
  return nameSchemas(document, SCHEMA_NAMES);
}
