/** `/corrective-actions`: opened, planned, implemented, evaluated, closed. */
import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import { z } from "zod";
import { CORRECTIVE_ACTION_STATES } from "../../domain/corrective-action/corrective-action.ts";
import { parseIsoTime } from "../../domain/iso-time.ts";
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
import { type CorrectiveActionView, correctiveActionView, planInput } from "./record.ts";
import type { Counted } from "./rules.ts";

const TAG = "Corrective actions";
const word = z.string().trim().min(1).max(200);
const text = z.string().trim().min(3).max(4_000);

const listRoute = createRoute({
  ...allow("everybody"),
  method: "get",
  path: "/corrective-actions",
  tags: [TAG],
  summary: "List corrective actions",
  description: "Newest first, each with what its next states still lack.",
  request: {
    query: z.strictObject({ state: z.enum(CORRECTIVE_ACTION_STATES).optional(), ...pageQuery }),
  },
  responses: pageResponses(correctiveActionView),
});

const getRoute = readRoute({
  path: "/corrective-actions/{id}",
  params: idParams,
  query: noQuery,
  tag: TAG,
  summary: "Read one corrective action",
  description: "With what its next states still lack.",
  answer: correctiveActionView,
  problems: ["corrective-action.not-found"],
});

const openRoute = commandRoute({
  path: "/corrective-actions",
  params: noParams,
  allowed: ["qa", "compliance", "operations"],
  tag: TAG,
  summary: "Open a corrective action",
  description: "So that the nonconformances it names do not come again.",
  body: z.strictObject({
    id: mintedId,
    title: word,
    description: text,
    nonconformanceIds: z.array(word).max(100).default([]),
  }),
  example: { title: "Ripple of lot W40", description: "Every unit of the lot is near the limit" },
  answer: correctiveActionView,
  problems: ["nonconformance.not-found"],
});

const moveRoute = commandRoute({
  path: "/corrective-actions/{id}/transitions",
  params: idParams,
  allowed: ["qa", "compliance"],
  tag: TAG,
  summary: "Move a corrective action on",
  description:
    "open → planned → implemented → evaluated → closed; reopened. What is missing is named. What " +
    "counts as success is part of the plan and never changes after it was carried out. A criterion " +
    "that is a yield is counted here, over what was tested since. Closing is signed, by another " +
    "person than who implemented or evaluated.",
  body: z.strictObject({
    to: z.enum(CORRECTIVE_ACTION_STATES),
    reason: reasonField.optional().describe("Needed for a way back"),
    ...planInput,
    implementation: text.optional().describe("What was done"),
    effective: z.boolean().optional().describe("Of a stated criterion only, with a `note`"),
    note: text.optional(),
    signature: signatureInput.optional(),
  }),
  example: {
    to: "planned",
    ...{ cause: "Capacitors of lot W40 lose capacity", causeMethod: "5 why" },
    ...{ similar: "No other product takes them", actions: ["Sample each lot at receipt"] },
    ...{ owner: "qa-1", dueOn: "2026-12-01" },
    criterion: { kind: "yield", atLeast: 0.98, unitsMin: 200, filter: { operation: "FCT" } },
  },
  answer: correctiveActionView,
  problems: [
    ...(["corrective-action.not-found", "corrective-action.not-allowed"] as const),
    ...(["record.reason-missing", "record.invalid", ...SIGNING_PROBLEMS] as const),
  ],
});

/** The routes of corrective actions, to be mounted under the API's base. */
export function correctiveActionRoutes(parts: UnitRouteParts): OpenAPIHono {
  const { ledger, context, signerCheck: check, newId } = parts;
  const read = (id: string) => ledger.ask("correctiveActions.get", { id });

  return createRouter()
    .openapi(listRoute, async (c) =>
      c.json(await ledger.ask("correctiveActions.list", compact(c.req.valid("query"))), 200),
    )
    .openapi(getRoute, async (c) => c.json(await read(c.req.valid("param").id), 200))
    .openapi(openRoute, async (c) => {
      const { id = newId(), ...rest } = c.req.valid("json");
      await ledger.execute("correctiveAction.open", { id, ...rest }, context(c, ""));
      return c.json(await read(id), 200);
    })
    .openapi(moveRoute, async (c) => {
      const { id } = c.req.valid("param");
      const { signature, ...rest } = c.req.valid("json");
      const signing = await confirmSigning(c, signature, { check, newId });
      const counted = rest.to === "evaluated" ? await count(await read(id), parts) : undefined;
      const input = compact({ id, ...rest, counted, signing });
      await ledger.execute("correctiveAction.move", input as never, context(c, ""));
      return c.json(await read(id), 200);
    }) as OpenAPIHono;
}

/** What was tested since it was implemented; undefined where its criterion is no number. */
async function count(
  { criterion, implementedAt }: CorrectiveActionView,
  { ledger, now }: UnitRouteParts,
): Promise<Counted | undefined> {
  if (criterion?.kind !== "yield" || implementedAt === undefined) return undefined;
  const window = { from: parseIsoTime(implementedAt) ?? 0, to: now() };
  const { total } = await ledger.ask("quality.yield", {
    ...criterion.filter,
    ...window,
    ...{ policy: "first-pass", by: "operation", buildTag: "production", timeZone: "UTC" },
  });
  return { counted: total.n, passed: total.passed, ...window, rows: total.rows };
}

/** What these routes take and answer, for the typed client. */
export type CorrectiveActionRoutes =
  | typeof listRoute
  | typeof getRoute
  | typeof openRoute
  | typeof moveRoute;
