/** `/nonconformances`: opened, contained, decided on, verified, closed. */
import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import { z } from "zod";
import { parseIsoTime } from "../../domain/iso-time.ts";
import { DISPOSITIONS, NONCONFORMANCE_STATES } from "../../domain/nonconformance/nonconformance.ts";
import { allow } from "../access.ts";
import {
  commandRoute,
  idParams,
  mintedId,
  noParams,
  readRoute,
  reasonField,
  SIGNING_PROBLEMS,
} from "../commands/command-routes.ts";
import { compact } from "../compact.ts";
import { createRouter, noQuery, pageQuery, pageResponses } from "../routes.ts";
import { confirmSigning, signatureInput } from "../signature/signing-desk.ts";
import type { UnitRouteParts } from "../unit/parts.ts";
import {
  containmentQuery,
  nonconformanceDetail,
  nonconformanceView,
  SEVERITIES,
} from "./record.ts";

const word = z.string().trim().min(1).max(200);
const text = z.string().trim().min(3).max(4_000);

const listRoute = createRoute({
  ...allow("everybody"),
  method: "get",
  path: "/nonconformances",
  tags: ["Nonconformances"],
  summary: "List nonconformances",
  description: "Newest first, each with how many units it has and how many still wait.",
  request: {
    query: z.strictObject({ state: z.enum(NONCONFORMANCE_STATES).optional(), ...pageQuery }),
  },
  responses: pageResponses(nonconformanceView),
});

const getRoute = readRoute({
  path: "/nonconformances/{id}",
  params: idParams,
  query: noQuery,
  tag: "Nonconformances",
  summary: "Read one nonconformance",
  description: "With its units, what each still waits for, and what its next states lack.",
  answer: nonconformanceDetail,
  problems: ["nonconformance.not-found"],
});

const openRoute = commandRoute({
  path: "/nonconformances",
  params: noParams,
  allowed: ["technician", "qa", "operations", "compliance"],
  tag: "Nonconformances",
  summary: "Open a nonconformance",
  description: "Units are added by a containment.",
  body: z.strictObject({
    id: mintedId,
    title: word,
    description: text,
    severity: z.enum(SEVERITIES),
    partNumber: word.optional(),
  }),
  example: { title: "Ripple beyond 60 mV", description: "Lot 2026-W40 of C12", severity: "major" },
  answer: nonconformanceDetail,
  problems: [],
});

const moveRoute = commandRoute({
  path: "/nonconformances/{id}/transitions",
  params: idParams,
  allowed: ["qa", "compliance"],
  tag: "Nonconformances",
  summary: "Move a nonconformance on",
  description:
    "open → contained → investigating → dispositioned → verified → closed; reopened. What is " +
    "missing is named. Closing is signed, by another person than who verified.",
  body: z.strictObject({
    to: z.enum(NONCONFORMANCE_STATES),
    reason: reasonField.optional().describe("Needed for a way back"),
    containment: text.optional(),
    cause: text.optional(),
    causeMethod: word.optional().describe("How the cause was found, such as 8D or 5 why"),
    verification: text.optional(),
    signature: signatureInput.optional(),
  }),
  example: { to: "investigating" },
  answer: nonconformanceDetail,
  problems: [
    ...(["nonconformance.not-found", "nonconformance.not-allowed"] as const),
    ...(["record.reason-missing", ...SIGNING_PROBLEMS] as const),
  ],
});

const containRoute = commandRoute({
  path: "/nonconformances/{id}/containments",
  params: idParams,
  allowed: ["qa", "operations", "technician"],
  tag: "Nonconformances",
  summary: "Hold the units that fit",
  description:
    "At most 200 at a time: `more` says to come again. Every condition must hold of one run of the " +
    "unit, or of the unit itself.",
  body: z.strictObject({ query: containmentQuery }),
  example: { query: { station: "FCT-1", from: "2026-11-23T06:00:00Z" } },
  answer: z.object({ held: z.number().int(), more: z.boolean() }),
  problems: ["nonconformance.not-found", "nonconformance.closed"],
});

const containedUnit = z.object({
  id: z.string(),
  serialNumber: z.string(),
  partNumber: z.string(),
  status: z.string(),
  holds: z.number().int(),
});

const previewRoute = commandRoute({
  path: "/containment-queries",
  params: noParams,
  allowed: "everybody",
  tag: "Nonconformances",
  summary: "List the units that a containment would hold",
  description: "Changes nothing.",
  body: z.strictObject({
    query: containmentQuery,
    limit: z.int().min(1).max(1_000).default(200),
  }),
  example: { query: { componentLot: "2026-W40" } },
  answer: z.object({
    items: z.array(containedUnit),
    more: z.boolean().describe("There are more than are listed"),
    count: z.number().int().describe("Units that fit, all of them"),
    gone: z.number().int().describe("Of them, those shipped or scrap: listed, but not held"),
  }),
  problems: [],
});

const disposeRoute = commandRoute({
  path: "/nonconformances/{id}/dispositions",
  params: idParams,
  allowed: ["qa"],
  tag: "Nonconformances",
  summary: "Decide on units",
  description:
    "Signed. `use_as_is` needs a concession, `rework` the operation to begin again at. The hold of " +
    "the nonconformance ends with it, but for units that go back to the supplier.",
  body: z.strictObject({
    id: mintedId,
    kind: z.enum(DISPOSITIONS),
    unitIds: z.array(word).min(1).max(200),
    reason: reasonField,
    operation: word.optional(),
    concession: z
      .strictObject({
        authority: word,
        customerAuthorisation: word.optional(),
        quantity: z.int().min(1).max(1_000_000),
        expiresAt: z.iso.datetime({ offset: true }),
      })
      .optional(),
    signature: signatureInput.optional(),
  }),
  example: {
    kind: "rework",
    unitIds: ["0199d0a4-3c2e-7b51-8f4a-5d2c9e6b7a10"],
    reason: "Replace C12, then test again",
    operation: "FCT",
    signature: { meaning: "approved", secret: "…" },
  },
  answer: nonconformanceDetail,
  problems: [
    ...(["nonconformance.not-found", "nonconformance.not-allowed", "record.invalid"] as const),
    ...(["unit.not-allowed", ...SIGNING_PROBLEMS] as const),
  ],
});

/** The routes of nonconformances, to be mounted under the API's base. */
export function nonconformanceRoutes(parts: UnitRouteParts): OpenAPIHono {
  const { ledger, context, signerCheck: check, newId } = parts;
  const read = (id: string) => ledger.ask("nonconformances.get", { id });

  return createRouter()
    .openapi(listRoute, async (c) =>
      c.json(await ledger.ask("nonconformances.list", compact(c.req.valid("query"))), 200),
    )
    .openapi(getRoute, async (c) => c.json(await read(c.req.valid("param").id), 200))
    .openapi(openRoute, async (c) => {
      const { id = newId(), ...rest } = c.req.valid("json");
      await ledger.execute("nonconformance.open", compact({ id, ...rest }), context(c, ""));
      return c.json(await read(id), 200);
    })
    .openapi(moveRoute, async (c) => {
      const { id } = c.req.valid("param");
      const { signature, ...rest } = c.req.valid("json");
      const signing = await confirmSigning(c, signature, { check, newId });
      await ledger.execute(
        "nonconformance.move",
        compact({ id, ...rest, signing }),
        context(c, ""),
      );
      return c.json(await read(id), 200);
    })
    .openapi(containRoute, async (c) => {
      const { query } = c.req.valid("json");
      const input = { id: newId(), nonconformanceId: c.req.valid("param").id, query };
      const { result } = await ledger.execute("nonconformance.contain", input, context(c, ""));
      return c.json(result, 200);
    })
    .openapi(previewRoute, async (c) =>
      c.json(await ledger.ask("containments.preview", c.req.valid("json")), 200),
    )
    .openapi(disposeRoute, async (c) => {
      const { id: nonconformanceId } = c.req.valid("param");
      const { signature, concession, id = newId(), ...rest } = c.req.valid("json");
      const signing = await confirmSigning(c, signature, { check, newId });
      const granted = concession && {
        ...compact(concession),
        expiresAt: parseIsoTime(concession.expiresAt) ?? 0,
      };
      const input = compact({ id, nonconformanceId, ...rest, concession: granted, signing });
      await ledger.execute("nonconformance.dispose", input, context(c, ""));
      return c.json(await read(nonconformanceId), 200);
    }) as OpenAPIHono;
}

/** What these routes take and answer, for the typed client. */
export type NonconformanceRoutes =
  | typeof listRoute
  | typeof getRoute
  | typeof openRoute
  | typeof moveRoute
  | typeof containRoute
  | typeof previewRoute
  | typeof disposeRoute;
