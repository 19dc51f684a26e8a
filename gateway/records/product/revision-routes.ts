/** `/products/{partNumber}/revisions/{revision}`: written, reviewed, released. */
import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import { z } from "zod";
import { REVISION_STATUSES } from "../../domain/controlled/revision-moves.ts";
import { allow } from "../access.ts";
import { compact } from "../compact.ts";
import { requireSeenVersion } from "../controlled/seen-version.ts";
import type { VersionRouteParts } from "../controlled/version-routes.ts";
import { CHANGE_PROBLEMS, createRouter, jsonBody, noQuery, problemResponses } from "../routes.ts";
import { confirmSigning, signatureInput } from "../signature/signing-desk.ts";
import { revisionInput, revisionView } from "./revision-record.ts";

const name = z.string().min(1).max(100);
const request = { params: z.object({ partNumber: name, revision: name }), query: noQuery };
const path = "/products/{partNumber}/revisions/{revision}";
const one = { "application/json": { schema: revisionView } };
const AUTHORS = ["technician", "qa", "operations", "compliance"] as const;
const expectedVersion = z
  .int()
  .min(0)
  .optional()
  .describe("The `recordVersion` that was read; `If-Match` says the same");
const reason = z.string().trim().min(3).max(1_000).optional();
const CHANGE = [
  ...CHANGE_PROBLEMS,
  ...(["record.not-found", "record.invalid", "record.version-conflict"] as const),
] as const;

const getRoute = createRoute({
  ...allow("everybody"),
  method: "get",
  path,
  tags: ["Products"],
  summary: "Read one revision",
  description: "With what it was released with, who signed it, and what its release waits for.",
  request,
  responses: {
    200: { description: "The revision", content: one },
    ...problemResponses("request.invalid", "record.not-found", "projection.rebuilding"),
  },
});

const saveRoute = createRoute({
  ...allow(AUTHORS),
  method: "put",
  path,
  tags: ["Products"],
  summary: "Write a draft of a revision",
  description: "A new one where the product has none of this name; a released one never changes.",
  request: {
    ...request,
    body: jsonBody(revisionInput.extend({ expectedVersion, reason }), {
      ...{ documents: ["WI-FCT-EN"], expectedVersion: 0 },
    }),
  },
  responses: {
    200: { description: "The draft", content: one },
    ...problemResponses(...CHANGE, "record.immutable"),
  },
});

const moveRoute = createRoute({
  ...allow(AUTHORS),
  method: "post",
  path: `${path}/transitions`,
  tags: ["Products"],
  summary: "Move a revision on",
  description:
    "draft → in_review → released → superseded → obsolete, each signed. A release needs an " +
    "effective procedure for each operation, effective and fresh documents, a trial on past runs " +
    "of limits that changed, and the review of somebody who did not write it.",
  request: {
    ...request,
    body: jsonBody(
      z.strictObject({
        to: z.enum(REVISION_STATUSES),
        ...{ expectedVersion, reason },
        signature: signatureInput.optional(),
      }),
      { to: "released", expectedVersion: 2, signature: { meaning: "released", secret: "…" } },
    ),
  },
  responses: {
    200: { description: "The revision as it is now", content: one },
    ...problemResponses(
      ...CHANGE,
      ...(["record.reason-missing", "transition.refused", "transition.guard-missing"] as const),
      ...(["signature.missing", "signature.wrong-meaning", "signature.role-missing"] as const),
      ...(["signature.own-work", "signature.refused"] as const),
    ),
  },
});

/** The routes of revisions, to be mounted under the API's base. */
export function revisionRoutes(parts: VersionRouteParts): OpenAPIHono {
  const { ledger, context, signerCheck: check, newId, now, timeZone } = parts;
  const read = (named: { readonly partNumber: string; readonly revision: string }) =>
    ledger.ask("revisions.get", { ...named, nowUs: now(), timeZone });
  return createRouter()
    .openapi(getRoute, async (c) => c.json(await read(c.req.valid("param")), 200))
    .openapi(saveRoute, async (c) => {
      const named = c.req.valid("param");
      const { expectedVersion: seen, ...content } = c.req.valid("json");
      const within = requireSeenVersion(context(c, ""), seen);
      await ledger.execute("revision.save", compact({ ...content, ...named }) as never, within);
      return c.json(await read(named), 200);
    })
    .openapi(moveRoute, async (c) => {
      const named = c.req.valid("param");
      const { expectedVersion: seen, signature, ...asked } = c.req.valid("json");
      const signing = await confirmSigning(c, signature, { check, newId });
      const within = requireSeenVersion(context(c, ""), seen);
      await ledger.execute(
        "revision.move",
        { ...compact(asked), ...named, signing } as never,
        within,
      );
      return c.json(await read(named), 200);
    }) as OpenAPIHono;
}

/** What these routes take and answer, for the typed client. */
export type RevisionRoutes = typeof getRoute | typeof saveRoute | typeof moveRoute;
