/** `/tokens` of programs and stations, and `/people/{id}/qualifications`. */
import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import { z } from "zod";
import { parseIsoTime } from "../../domain/iso-time.ts";
import { Refusal } from "../../ledger/contract.ts";
import { allow, principalOf, type RequestContext } from "../../records/access.ts";
import { personId, qualificationView } from "../../records/person/record.ts";
import {
  CHANGE_PROBLEMS,
  createRouter,
  jsonBody,
  noQuery,
  problemResponses,
} from "../../records/routes.ts";
import type { IdentityParts } from "../identity-parts.ts";
import { grantToken, revokeToken } from "../token-desk.ts";
import { newToken, presentTokens, tokenView } from "./people-view.ts";

const REFUSED = ["access.unknown", "access.forbidden"] as const;
const CHANGE = [...CHANGE_PROBLEMS, ...REFUSED] as const;
const reason = z.string().trim().min(3).max(1_000);
const tokenId = z.object({ id: z.string().min(1).max(64) });
const ofPerson = z.object({ id: personId });

function json<Schema extends z.ZodType>(description: string, schema: Schema) {
  return { description, content: { "application/json": { schema } } };
}

const listRoute = createRoute({
  ...allow(["admin", "compliance"]),
  method: "get",
  path: "/tokens",
  tags: ["People"],
  summary: "List the tokens of programs and stations",
  description: "The latest first, with who answers for each; secrets are never shown.",
  request: { query: noQuery },
  responses: {
    200: json("All of them", z.object({ items: z.array(tokenView) })),
    ...problemResponses("request.invalid", ...REFUSED),
  },
});

const grantRoute = createRoute({
  ...allow(["admin"]),
  method: "post",
  path: "/tokens",
  tags: ["People"],
  summary: "Grant a token",
  description:
    "Its secret is in this answer and nowhere else. It can do no more than its owner, and dies " +
    "with the owner's access.",
  request: {
    query: noQuery,
    body: jsonBody(newToken, {
      ...{ kind: "token", title: "MES export", scopes: ["read"], personId: "4711" },
      expiresAt: "2027-11-23T00:00:00Z",
    }),
  },
  responses: {
    201: json("Granted", z.object({ id: z.string(), secret: z.string() })),
    ...problemResponses(
      ...CHANGE,
      ...(["person.not-found", "person.not-active", "record.invalid"] as const),
    ),
  },
});

const revokeRoute = createRoute({
  ...allow(["admin"]),
  method: "post",
  path: "/tokens/{id}/revoke",
  tags: ["People"],
  summary: "End a token",
  description: "It is worth nothing when this is answered.",
  request: {
    params: tokenId,
    query: noQuery,
    body: jsonBody(z.strictObject({ reason }), { reason: "The program was replaced" }),
  },
  responses: {
    200: json("The tokens there are", z.object({ items: z.array(tokenView) })),
    ...problemResponses(...CHANGE, "token.not-found"),
  },
});

const qualifiedRoute = createRoute({
  ...allow("everybody"),
  method: "get",
  path: "/people/{id}/qualifications",
  tags: ["People"],
  summary: "Read what a person is qualified for",
  description: "By procedure, each until its date.",
  request: { params: ofPerson, query: noQuery },
  responses: {
    200: json("The qualifications", z.object({ items: z.array(qualificationView) })),
    ...problemResponses("request.invalid", "access.unknown", "projection.rebuilding"),
  },
});

const qualifyRoute = createRoute({
  ...allow(["qa"]),
  method: "put",
  path: "/people/{id}/qualifications",
  tags: ["People"],
  summary: "Qualify a person for a procedure",
  description: "Until a date; one that has passed withdraws it.",
  request: {
    params: ofPerson,
    query: noQuery,
    body: jsonBody(
      z.strictObject({
        procedureId: z.string().min(1).max(200),
        validUntil: z.iso.datetime({ offset: true }),
        reason: reason.optional(),
        expectedVersion: z.int().min(0).optional(),
      }),
      { procedureId: "PSU-24/FCT", validUntil: "2027-11-23T00:00:00Z" },
    ),
  },
  responses: {
    200: json("The qualifications", z.object({ items: z.array(qualificationView) })),
    ...problemResponses(
      ...CHANGE,
      ...(["person.not-found", "person.not-active", "record.version-conflict"] as const),
    ),
  },
});

/** The routes, to be mounted under the API's base. */
export function tokenRoutes(parts: {
  readonly identity: IdentityParts;
  readonly context: RequestContext;
}): OpenAPIHono {
  const { identity, context } = parts;
  const { ledger, time } = identity;
  const qualified = async (id: string) => ({
    items: await ledger.ask("qualifications.of", { personId: id, now: time.now() }),
  });

  return createRouter()
    .openapi(listRoute, (c) => c.json({ items: presentTokens(identity) }, 200))
    .openapi(grantRoute, async (c) => {
      const { expiresAt, personId: owner, ...rest } = c.req.valid("json");
      if (rest.kind === "station" && rest.station === undefined) {
        const errors = [{ path: "station", message: "is missing" }];
        throw new Refusal("request.invalid", "A station's token names its station.", { errors });
      }
      const granted = { ...rest, personId: owner ?? principalOf(c).id };
      const token = { ...granted, expiresAt: parseIsoTime(expiresAt) ?? 0 };
      return c.json(await grantToken(identity, token, context(c, "")), 201);
    })
    .openapi(revokeRoute, async (c) => {
      const decision = { ...c.req.valid("param"), ...c.req.valid("json") };
      await revokeToken(identity, decision, context(c, ""));
      return c.json({ items: presentTokens(identity) }, 200);
    })
    .openapi(qualifiedRoute, async (c) => c.json(await qualified(c.req.valid("param").id), 200))
    .openapi(qualifyRoute, async (c) => {
      const { id } = c.req.valid("param");
      const { validUntil, expectedVersion, reason: why, procedureId } = c.req.valid("json");
      const until = { personId: id, procedureId, validUntil: parseIsoTime(validUntil) ?? 0 };
      const input = why === undefined ? until : { ...until, reason: why };
      const own = context(c, "");
      const seen = expectedVersion === undefined ? own : { ...own, expectedVersion };
      await ledger.execute("qualification.grant", input, seen);
      return c.json(await qualified(id), 200);
    }) as OpenAPIHono;
}

/** What these routes take and answer, for the typed client. */
export type TokenRoutes =
  | typeof listRoute
  | typeof grantRoute
  | typeof revokeRoute
  | typeof qualifiedRoute
  | typeof qualifyRoute;
