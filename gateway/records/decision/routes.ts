/** `/decisions`: what teams decide together, and who has not said anything yet. */
import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import { z } from "zod";
import { DECISION_STATUSES } from "../../domain/controlled/decision-moves.ts";
import { parseIsoTime } from "../../domain/iso-time.ts";
import { Refusal } from "../../ledger/contract.ts";
import { allow, principalOf } from "../access.ts";
import { recordName } from "../attachment/attachment.ts";
import { compact } from "../compact.ts";
import { requireSeenVersion } from "../controlled/seen-version.ts";
import type { VersionRouteParts } from "../controlled/version-routes.ts";
import { CHANGE_PROBLEMS, createRouter, jsonBody, noQuery, problemResponses } from "../routes.ts";
import { confirmSigning, signatureInput } from "../signature/signing-desk.ts";
import { decisionInput, decisionView, positionInput } from "./record.ts";

const TEAMS = ["technician", "qa", "operations", "compliance"] as const;
const params = z.object({ id: z.uuid() });
const one = { "application/json": { schema: decisionView } };
const expectedVersion = z.int().min(1).optional().describe("The `recordVersion` that was read");
const CHANGE = [
  ...CHANGE_PROBLEMS,
  ...(["record.not-found", "record.invalid", "record.version-conflict"] as const),
  "transition.refused",
] as const;

const listRoute = createRoute({
  ...allow("everybody"),
  method: "get",
  path: "/decisions",
  tags: ["Decisions"],
  summary: "List decisions",
  description: "Those that wait first, by their date; of one record with `recordType`, `recordId`.",
  request: {
    query: recordName.partial().extend({ status: z.enum(DECISION_STATUSES).optional() }),
  },
  responses: {
    200: {
      description: "At most 500",
      content: { "application/json": { schema: z.object({ items: z.array(decisionView) }) } },
    },
    ...problemResponses("request.invalid", "projection.rebuilding"),
  },
});

const getRoute = createRoute({
  ...allow("everybody"),
  method: "get",
  path: "/decisions/{id}",
  tags: ["Decisions"],
  summary: "Read one decision",
  description: "With each position, and the signature that decided it.",
  request: { params, query: noQuery },
  responses: {
    200: { description: "The decision", content: one },
    ...problemResponses("request.invalid", "record.not-found", "projection.rebuilding"),
  },
});

const openRoute = createRoute({
  ...allow(TEAMS),
  method: "post",
  path: "/decisions",
  tags: ["Decisions"],
  summary: "Ask for a decision",
  description:
    "Of the roles named, by a date; with `holds` the units it is attached to are held until then. What is overdue " +
    "is escalated by the gateway itself.",
  request: {
    query: noQuery,
    body: jsonBody(decisionInput, {
      ...{ question: "Use the lot as it is?", options: ["use as is", "return"] },
      ...{ asks: ["qa", "operations"], dueAt: "2026-11-30T12:00:00Z", holds: true },
      attachedTo: [{ recordType: "unit", recordId: "01a20714-d164-7761-8cac-000000000001" }],
    }),
  },
  responses: {
    201: { description: "The decision", content: one },
    ...problemResponses(...CHANGE_PROBLEMS, "record.invalid", "unit.not-found"),
  },
});

const positionRoute = createRoute({
  ...allow(TEAMS),
  method: "post",
  path: "/decisions/{id}/positions",
  tags: ["Decisions"],
  summary: "Take a position",
  description: "For a role that the caller holds; the latest of each role counts.",
  request: {
    ...{ params, query: noQuery },
    body: jsonBody(positionInput.extend({ expectedVersion }), {
      ...{ role: "qa", option: "return", why: "Two of ten fail", expectedVersion: 1 },
    }),
  },
  responses: {
    200: { description: "The decision", content: one },
    ...problemResponses(...CHANGE, "access.forbidden"),
  },
});

const moveRoute = createRoute({
  ...allow(TEAMS),
  method: "post",
  path: "/decisions/{id}/transitions",
  tags: ["Decisions"],
  summary: "Decide, or escalate what is overdue",
  description: "Decided by a signature once all positions are in, or after it was escalated.",
  request: {
    ...{ params, query: noQuery },
    body: jsonBody(
      z.strictObject({
        to: z.enum(["escalated", "decided"]),
        outcome: z.string().max(200).optional(),
        reason: z.string().trim().min(3).max(2_000).optional(),
        ...{ expectedVersion, signature: signatureInput.optional() },
      }),
      {
        ...{ to: "decided", outcome: "return", reason: "Both teams agree", expectedVersion: 3 },
        signature: { meaning: "approved", secret: "…" },
      },
    ),
  },
  responses: {
    200: { description: "The decision", content: one },
    ...problemResponses(
      ...CHANGE,
      ...(["record.reason-missing", "transition.guard-missing", "signature.missing"] as const),
      ...(["signature.wrong-meaning", "signature.role-missing", "signature.refused"] as const),
    ),
  },
});

/** The routes of decisions, to be mounted under the API's base. */
export function decisionRoutes(parts: VersionRouteParts): OpenAPIHono {
  const { ledger, context, signerCheck: check, newId, now, timeZone } = parts;
  const moment = () => ({ nowUs: now(), timeZone });
  const read = (id: string) => ledger.ask("decisions.get", { id, ...moment() });
  return createRouter()
    .openapi(listRoute, async (c) => {
      const filter = { ...compact(c.req.valid("query")), ...moment() };
      return c.json({ items: await ledger.ask("decisions.list", filter) }, 200);
    })
    .openapi(getRoute, async (c) => c.json(await read(c.req.valid("param").id), 200))
    .openapi(openRoute, async (c) => {
      const { dueAt, ...rest } = c.req.valid("json");
      const id = newId();
      const input = { ...rest, id, dueAtUs: parseIsoTime(dueAt) ?? 0 };
      await ledger.execute("decision.open", input, context(c, ""));
      return c.json(await read(id), 201);
    })
    .openapi(positionRoute, async (c) => {
      const { id } = c.req.valid("param");
      const { expectedVersion: seen, ...position } = c.req.valid("json");
      if (!principalOf(c).roles.includes(position.role)) {
        throw new Refusal("access.forbidden", `The caller does not speak for ${position.role}.`);
      }
      const within = requireSeenVersion(context(c, ""), seen);
      await ledger.execute("decision.position", { id, ...position }, within);
      return c.json(await read(id), 200);
    })
    .openapi(moveRoute, async (c) => {
      const { id } = c.req.valid("param");
      const { expectedVersion: seen, signature, ...asked } = c.req.valid("json");
      const signing = await confirmSigning(c, signature, { check, newId });
      const within = requireSeenVersion(context(c, ""), seen);
      await ledger.execute("decision.move", { ...compact(asked), id, signing } as never, within);
      return c.json(await read(id), 200);
    }) as OpenAPIHono;
}

/** What these routes take and answer, for the typed client. */
export type DecisionRoutes =
  | typeof listRoute
  | typeof getRoute
  | typeof openRoute
  | typeof positionRoute
  | typeof moveRoute;
