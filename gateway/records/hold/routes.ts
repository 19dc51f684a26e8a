/** `/holds`: placed by whoever sees a reason, lifted by quality. */
import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import { z } from "zod";
import { allow } from "../access.ts";
import {
  commandRoute,
  idParams,
  mintedId,
  reasonField,
  SIGNING_PROBLEMS,
} from "../commands/command-routes.ts";
import { compact } from "../compact.ts";
import { createRouter, pageQuery, pageResponses } from "../routes.ts";
import { confirmSigning, signatureInput } from "../signature/signing-desk.ts";
import type { UnitRouteParts } from "../unit/parts.ts";
import { unitDetail } from "../views.ts";
import { holdView } from "./record.ts";

const listRoute = createRoute({
  ...allow("everybody"),
  method: "get",
  path: "/holds",
  tags: ["Units"],
  summary: "List holds",
  description: "Newest first; open ones are `placed`.",
  request: {
    query: z.strictObject({
      unitId: z.string().min(1).max(200).optional(),
      state: holdView.shape.state.optional(),
      ...pageQuery,
    }),
  },
  responses: pageResponses(holdView),
});

const placeRoute = commandRoute({
  path: "/units/{id}/holds",
  params: idParams,
  allowed: ["technician", "qa", "operations"],
  tag: "Units",
  summary: "Put a unit on hold",
  description: "From then on it is neither released nor shipped, whatever its runs say.",
  body: z.strictObject({ id: mintedId, reason: reasonField }),
  example: { reason: "Solder splash beside T1" },
  answer: unitDetail,
  problems: ["unit.not-found", "unit.not-here"],
});

const liftRoute = commandRoute({
  path: "/holds/{id}/lift",
  params: idParams,
  allowed: ["qa"],
  tag: "Units",
  summary: "Lift a hold",
  description: "Signed. The hold of a nonconformance ends with its disposition alone.",
  body: z.strictObject({ reason: reasonField, signature: signatureInput.optional() }),
  example: {
    reason: "Inspected: within the workmanship standard",
    signature: { meaning: "released", secret: "…" },
  },
  answer: holdView,
  problems: [
    "hold.not-found",
    "hold.lifted",
    "hold.of-nonconformance",
    "hold.of-decision",
    ...SIGNING_PROBLEMS,
  ],
});

/** The routes of holds, to be mounted under the API's base. */
export function holdRoutes(parts: UnitRouteParts): OpenAPIHono {
  const { ledger, context, signerCheck: check, newId, now } = parts;

  return createRouter()
    .openapi(listRoute, async (c) =>
      c.json(await ledger.ask("holds.list", compact(c.req.valid("query"))), 200),
    )
    .openapi(placeRoute, async (c) => {
      const { id: unitId } = c.req.valid("param");
      const { id = newId(), reason } = c.req.valid("json");
      await ledger.execute("hold.place", { id, unitId, reason }, context(c, ""));
      return c.json(await ledger.ask("units.get", { id: unitId, now: now() }), 200);
    })
    .openapi(liftRoute, async (c) => {
      const { id } = c.req.valid("param");
      const { reason, signature } = c.req.valid("json");
      const signing = await confirmSigning(c, signature, { check, newId });
      await ledger.execute("hold.lift", compact({ id, reason, signing }), context(c, ""));
      return c.json(await ledger.ask("holds.get", { id }), 200);
    }) as OpenAPIHono;
}

/** What these routes take and answer, for the typed client. */
export type HoldRoutes = typeof listRoute | typeof placeRoute | typeof liftRoute;
