/** `/overrides`: signed decisions that let one check pass, each counted and listed. */
import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import { z } from "zod";
import { allow, type RequestContext } from "../access.ts";
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
import { confirmSigning, type SignerCheck, signatureInput } from "../signature/signing-desk.ts";
import { overrideInput, overrideView } from "./record.ts";

const params = z.object({ id: z.uuid() });
const one = { "application/json": { schema: overrideView } };
const SIGNING = [
  ...(["signature.missing", "signature.wrong-meaning", "signature.role-missing"] as const),
  "signature.refused",
] as const;

const listRoute = createRoute({
  ...allow("everybody"),
  method: "get",
  path: "/overrides",
  tags: ["Stations"],
  summary: "List overrides of interlocks",
  description: "The latest first, in force or not, each with the number of runs that needed it.",
  request: { query: z.strictObject({ rig: z.string().max(64).optional(), ...pageQuery }) },
  responses: pageResponses(overrideView),
});

const giveRoute = createRoute({
  ...allow(["qa", "operations"]),
  method: "post",
  path: "/overrides",
  tags: ["Stations"],
  summary: "Let one check pass",
  description:
    "For one unit, or for a rig until the shift ends. Signed as `approved` by qa or operations; " +
    "it does nothing for a run of whoever signed it.",
  request: {
    query: noQuery,
    body: jsonBody(overrideInput.extend({ signature: signatureInput.optional() }), {
      check: "route",
      rig: "fct-1",
      unit: { partNumber: "PSU-24", serialNumber: "PSU24-000412" },
      reason: "Burn-in was made at the supplier, report 4711",
      signature: { meaning: "approved", secret: "…" },
    }),
  },
  responses: {
    201: { description: "It is in force", content: one },
    ...problemResponses(
      ...[...CHANGE_PROBLEMS, ...SIGNING],
      ...(["override.never", "rig.not-found", "record.invalid"] as const),
    ),
  },
});

const revokeRoute = createRoute({
  ...allow(["qa", "operations"]),
  method: "post",
  path: "/overrides/{id}/revoke",
  tags: ["Stations"],
  summary: "Take an override back",
  description: "Runs that began with it stay as they are.",
  request: {
    params,
    query: noQuery,
    body: jsonBody(z.strictObject({ reason: z.string().trim().min(3).max(1_000) }), {
      reason: "The report was of another lot",
    }),
  },
  responses: {
    200: { description: "It does nothing any more", content: one },
    ...problemResponses(...CHANGE_PROBLEMS, "record.not-found", "record.version-conflict"),
  },
});

/** What the routes need besides the ledger. */
export interface OverrideRouteParts {
  readonly ledger: RouteLedger;
  readonly context: RequestContext;
  readonly now: () => number;
  readonly newId: () => string;
  readonly signerCheck: SignerCheck;
}

/** The routes of overrides, to be mounted under the API's base. */
export function overrideRoutes(parts: OverrideRouteParts): OpenAPIHono {
  const { ledger, context, now, newId, signerCheck: check } = parts;
  return createRouter()
    .openapi(listRoute, async (c) => {
      const filter = { ...compact(c.req.valid("query")), now: now() };
      return c.json(await ledger.ask("overrides.list", filter as never), 200);
    })
    .openapi(giveRoute, async (c) => {
      const { signature, ...wanted } = c.req.valid("json");
      const signing = await confirmSigning(c, signature, { check, newId });
      const input = compact({ id: newId(), ...wanted, signing });
      const { result } = await ledger.execute("override.give", input, context(c, ""));
      c.header("Location", `/api/v1/overrides/${result.id}`);
      return c.json(await ledger.ask("overrides.get", { id: result.id, now: now() }), 201);
    })
    .openapi(revokeRoute, async (c) => {
      const { id } = c.req.valid("param");
      const input = { id, ...c.req.valid("json") };
      await ledger.execute("override.revoke", input, context(c, ""));
      return c.json(await ledger.ask("overrides.get", { id, now: now() }), 200);
    }) as OpenAPIHono;
}

/** What these routes take and answer, for the typed client. */
export type OverrideRoutes = typeof listRoute | typeof giveRoute | typeof revokeRoute;
