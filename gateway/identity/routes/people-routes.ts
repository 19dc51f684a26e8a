/** `/people`: who has access, and what becomes of it. */
import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import type { Context } from "hono";
import { z } from "zod";
import { type CommandContext, Refusal } from "../../ledger/contract.ts";
import { allow, type RequestContext } from "../../records/access.ts";
import { personId, roleSet } from "../../records/person/record.ts";
import {
  CHANGE_PROBLEMS,
  createRouter,
  jsonBody,
  noQuery,
  problemResponses,
} from "../../records/routes.ts";
import type { IdentityParts } from "../identity-parts.ts";
import {
  addPerson,
  changeRoles,
  erasePerson,
  linkFor,
  resetPerson,
  revokePerson,
  setBadge,
  unlockPerson,
} from "../person-desk.ts";
import {
  linkView,
  newPerson,
  personDetail,
  personView,
  presentPeople,
  presentPerson,
} from "./people-view.ts";

const tags = ["People"];
const params = z.object({ id: personId });
const reason = z.string().trim().min(3).max(1_000).describe("Why; it stays in the ledger");
const expectedVersion = z.int().min(1).optional().describe("The version that was seen");
const REFUSED = ["access.unknown", "access.forbidden"] as const;
const CHANGE = [
  ...[...CHANGE_PROBLEMS, ...REFUSED],
  ...(["person.not-found", "person.not-active", "record.version-conflict"] as const),
];

function json<Schema extends z.ZodType>(description: string, schema: Schema) {
  return { description, content: { "application/json": { schema } } };
}
const one = { 200: json("The person", personDetail) };

const listRoute = createRoute({
  ...allow("everybody"),
  method: "get",
  path: "/people",
  tags,
  summary: "List everybody who has or had access",
  description: "By id, with their roles: the access list (CR-84).",
  request: { query: noQuery },
  responses: {
    200: json("Everybody", z.object({ items: z.array(personView) })),
    ...problemResponses("request.invalid", "access.unknown", "projection.rebuilding"),
  },
});

const getRoute = createRoute({
  ...allow(["admin", "compliance", "qa"]),
  method: "get",
  path: "/people/{id}",
  tags,
  summary: "Read one person",
  description: "With what is known of the account; secrets are never shown.",
  request: { params, query: noQuery },
  responses: {
    ...one,
    ...problemResponses("request.invalid", ...REFUSED, "person.not-found", "projection.rebuilding"),
  },
});

const addRoute = createRoute({
  ...allow(["admin"]),
  method: "post",
  path: "/people",
  tags,
  summary: "Add a person",
  description: "Answers a link by which the person sets password and signing secret.",
  request: {
    query: noQuery,
    body: jsonBody(newPerson, {
      ...{ id: "4711", login: "inspector", printedName: "Inspector", roles: ["qa"] },
    }),
  },
  responses: {
    201: json("Added", linkView),
    ...problemResponses(...CHANGE_PROBLEMS, ...REFUSED, "person.exists"),
  },
});

const rolesRoute = createRoute({
  ...allow(["admin"]),
  method: "put",
  path: "/people/{id}/roles",
  tags,
  summary: "Give a person other roles",
  description: "They count from the next request on.",
  request: {
    params,
    query: noQuery,
    body: jsonBody(z.strictObject({ roles: roleSet, reason, expectedVersion }), {
      ...{ roles: ["technician", "qa"], reason: "Trained for inspection" },
    }),
  },
  responses: { ...one, ...problemResponses(...CHANGE, "person.last-admin") },
});

const endBody = jsonBody(z.strictObject({ reason, expectedVersion }), {
  reason: "Left the company",
});

const revokeRoute = createRoute({
  ...allow(["admin"]),
  method: "post",
  path: "/people/{id}/revoke",
  tags,
  summary: "Take all access away",
  description: "Sessions, tokens and links of the person are dead when this is answered.",
  request: { params, query: noQuery, body: endBody },
  responses: { ...one, ...problemResponses(...CHANGE, "person.last-admin") },
});

const eraseRoute = createRoute({
  ...allow(["admin"]),
  method: "post",
  path: "/people/{id}/erase",
  tags,
  summary: "Forget who a revoked person was",
  description: "Name and secrets go; entries and their proofs stay as they are.",
  request: { params, query: noQuery, body: endBody },
  responses: { ...one, ...problemResponses(...CHANGE, "person.still-active") },
});

const unlockRoute = createRoute({
  ...allow(["admin"]),
  method: "post",
  path: "/people/{id}/unlock",
  tags,
  summary: "Let a locked account go",
  description: "After five bad tries an account is locked for 15 minutes.",
  request: { params, query: noQuery },
  responses: { ...one, ...problemResponses(...CHANGE) },
});

const linkRoute = createRoute({
  ...allow(["admin"]),
  method: "post",
  path: "/people/{id}/setup-link",
  tags,
  summary: "Make a link for new secrets",
  description:
    "For somebody who has forgotten theirs; earlier links of the person end. Stands in the " +
    "person's history, because whoever uses it signs as this person.",
  request: { params, query: noQuery },
  responses: { 201: json("The link", linkView), ...problemResponses(...CHANGE) },
});

const badgeRoute = createRoute({
  ...allow(["admin"]),
  method: "put",
  path: "/people/{id}/badge",
  tags,
  summary: "Give a person a badge, or take it away",
  description: "It identifies at a shared screen; it never signs. Its code is kept as a hash.",
  request: {
    params,
    query: noQuery,
    body: jsonBody(z.strictObject({ badge: z.string().min(6).max(256).nullable() }), {
      badge: "04A2B3C4D5",
    }),
  },
  responses: { ...one, ...problemResponses(...CHANGE, "person.exists") },
});

export interface PeopleRouteParts {
  readonly identity: IdentityParts;
  readonly context: RequestContext;
}

/** The routes, to be mounted under the API's base. */
export function peopleRoutes({ identity, context }: PeopleRouteParts): OpenAPIHono {
  const list = async () => presentPeople(identity, await identity.ledger.ask("access.list", null));
  const read = async (id: string) => {
    const view = (await list()).find((person) => person.id === id);
    if (view !== undefined) return presentPerson(identity, view);
    throw new Refusal("person.not-found", `There is no person ${id}.`, { id });
  };
  const linked = (id: string) => ({ id, link: `/setup#person.${linkFor(identity, id)}` });
  const seen = (c: Context, version?: number): CommandContext =>
    version === undefined ? context(c, "") : { ...context(c, ""), expectedVersion: version };

  const router = createRouter()
    .openapi(listRoute, async (c) => c.json({ items: await list() }, 200))
    .openapi(getRoute, async (c) => c.json(await read(c.req.valid("param").id), 200))
    .openapi(addRoute, async (c) => {
      const id = await addPerson(identity, c.req.valid("json"), context(c, ""));
      return c.json(linked(id), 201);
    })
    .openapi(linkRoute, async (c) => {
      const { id } = c.req.valid("param");
      const secret = await resetPerson(identity, { id }, context(c, ""));
      return c.json({ id, link: `/setup#person.${secret}` }, 201);
    })
    .openapi(unlockRoute, async (c) => {
      const { id } = c.req.valid("param");
      await unlockPerson(identity, id, context(c, ""));
      return c.json(await read(id), 200);
    })
    .openapi(badgeRoute, async (c) => {
      const { id } = c.req.valid("param");
      setBadge(identity, id, c.req.valid("json").badge);
      return c.json(await read(id), 200);
    });
  return router
    .openapi(rolesRoute, async (c) => {
      const { id } = c.req.valid("param");
      const { expectedVersion: version, ...change } = c.req.valid("json");
      await changeRoles(identity, { id, ...change }, seen(c, version));
      return c.json(await read(id), 200);
    })
    .openapi(revokeRoute, async (c) => {
      const { id } = c.req.valid("param");
      const { expectedVersion: version, reason: why } = c.req.valid("json");
      await revokePerson(identity, { id, reason: why }, seen(c, version));
      return c.json(await read(id), 200);
    })
    .openapi(eraseRoute, async (c) => {
      const { id } = c.req.valid("param");
      const { expectedVersion: version, reason: why } = c.req.valid("json");
      await erasePerson(identity, { id, reason: why }, seen(c, version));
      return c.json(await read(id), 200);
    }) as OpenAPIHono;
}

/** What these routes take and answer, for the typed client. */
export type PeopleRoutes =
  | typeof listRoute
  | typeof getRoute
  | typeof addRoute
  | typeof rolesRoute
  | typeof revokeRoute
  | typeof eraseRoute
  | typeof unlockRoute
  | typeof linkRoute
  | typeof badgeRoute;
