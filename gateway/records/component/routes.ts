/** Components of units: what is where, and where a lot or a serial number went. */
import type { OpenAPIHono } from "@hono/zod-openapi";
import { z } from "zod";
import {
  commandRoute,
  idParams,
  noParams,
  readRoute,
  reasonField,
} from "../commands/command-routes.ts";
import { compact } from "../compact.ts";
import { createRouter, instantParameter } from "../routes.ts";
import type { UnitRouteParts } from "../unit/parts.ts";
import { unitDetail } from "../views.ts";
import { traceView } from "./record.ts";

const word = z.string().trim().min(1).max(200);

const changeRoute = commandRoute({
  path: "/units/{id}/components",
  params: idParams,
  allowed: ["technician", "operations", "qa"],
  tag: "Units",
  summary: "Install, swap or remove a component",
  description:
    "What is to be at the position from now on; without `part` it is removed. A change of what was " +
    "there sends a tested unit back to the operation named.",
  body: z.strictObject({
    position: z
      .string()
      .trim()
      .regex(/^[^:/]{1,60}$/, "must not hold ':' or '/'")
      .describe("Reference designator or place, such as `T1`"),
    part: z
      .strictObject({
        partNumber: word,
        serialNumber: word.optional(),
        lot: word.optional().describe("Where it has no serial number"),
      })
      .optional(),
    reason: reasonField.optional().describe("Needed for a swap and a removal"),
    operation: word.optional().describe("Where a tested unit begins again"),
    doneAt: instantParameter.optional().describe("When, where it is told later; now if absent"),
  }),
  example: { position: "T1", part: { partNumber: "TR-7", lot: "2026-W40" } },
  answer: unitDetail,
  problems: [
    ...(["unit.not-found", "unit.not-here", "component.installed", "component.circle"] as const),
    ...(["component.unfit", "record.reason-missing", "record.invalid"] as const),
  ],
});

const traceRoute = readRoute({
  path: "/components/trace",
  params: noParams,
  query: z
    .strictObject({
      lot: word.optional(),
      serialNumber: word.optional(),
      partNumber: word.optional().describe("Needed beside a serial number"),
    })
    .refine(
      ({ lot, serialNumber, partNumber }) =>
        lot !== undefined || (serialNumber !== undefined && partNumber !== undefined),
      { error: "or `serialNumber` with `partNumber` must be named", path: ["lot"] },
    ),
  tag: "Units",
  summary: "Trace a component forward",
  description: "Every unit it is in, at any depth: what a recall of it would reach.",
  answer: traceView,
  problems: [],
});

/** The routes of components, to be mounted under the API's base. */
export function componentRoutes({ ledger, context, now }: UnitRouteParts): OpenAPIHono {
  return createRouter()
    .openapi(changeRoute, async (c) => {
      const { id } = c.req.valid("param");
      const { part, ...rest } = c.req.valid("json");
      const input = compact({ unitId: id, ...rest, part: part && compact(part) });
      await ledger.execute("component.change", input, context(c, ""));
      return c.json(await ledger.ask("units.get", { id, now: now() }), 200);
    })
    .openapi(traceRoute, async (c) =>
      c.json(await ledger.ask("components.trace", compact(c.req.valid("query"))), 200),
    ) as OpenAPIHono;
}

/** What these routes take and answer, for the typed client. */
export type ComponentRoutes = typeof changeRoute | typeof traceRoute;
