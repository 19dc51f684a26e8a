/** `/session`: who asks, signing in and out, and changing the operator. `/setup`: first secrets. */
import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import type { Context } from "hono";
import { z } from "zod";
import { Refusal } from "../../ledger/contract.ts";
import { allow } from "../../records/access.ts";
import {
  CHANGE_PROBLEMS,
  createRouter,
  jsonBody,
  noQuery,
  problemResponses,
} from "../../records/routes.ts";
import { findCaller, identify } from "../caller.ts";
import type { IdentityParts } from "../identity-parts.ts";
import { changeSecrets, setUp } from "../set-up.ts";
import { type SignedIn, signIn, signInByBadge, signInByPin } from "../sign-in.ts";
import { endSession } from "../store/sessions.ts";
import { giveCookie, SESSION_COOKIE, STATION_COOKIE, takeCookie } from "./cookies.ts";
import { presentSession, sessionView } from "./session-view.ts";

const login = z.string().min(1).max(100).describe("The sign-in name");
const secret = z.string().min(1).max(256);
const one = { 200: { description: "Who asks now", content: jsonOf(sessionView) } };
const tags = ["Access"];
const PROOF = ["access.refused", "access.busy"] as const;

function jsonOf<Schema extends z.ZodType>(schema: Schema) {
  return { "application/json": { schema } };
}

const readRoute = createRoute({
  ...allow("anybody"),
  method: "get",
  path: "/session",
  tags,
  summary: "Read who you are",
  description: "Also for nobody known: then `kind` says so.",
  request: { query: noQuery },
  responses: { ...one, ...problemResponses("request.invalid", "access.token-refused") },
});

const signInRoute = createRoute({
  ...allow("anybody"),
  method: "post",
  path: "/session",
  tags,
  summary: "Sign in by name and password",
  description: "Answers a cookie; each sign-in begins a session of its own.",
  request: {
    query: noQuery,
    body: jsonBody(z.strictObject({ login, password: secret }), {
      ...{ login: "qa", password: "demo-password" },
    }),
  },
  responses: { ...one, ...problemResponses(...CHANGE_PROBLEMS, ...PROOF) },
});

const signOutRoute = createRoute({
  ...allow("anybody"),
  method: "delete",
  path: "/session",
  tags,
  summary: "Sign out",
  description: "The session's cookie is worth nothing from then on; a station's screen stays one.",
  request: { query: noQuery },
  responses: { ...one, ...problemResponses("request.invalid", "request.foreign-origin") },
});

const operatorRoute = createRoute({
  ...allow("everybody"),
  method: "post",
  path: "/session/operator",
  tags,
  summary: "Change the operator at a shared screen",
  description:
    "By a badge, or by name and PIN. Gives the role technician alone, and never signs anything.",
  request: {
    query: noQuery,
    body: jsonBody(
      z.union([z.strictObject({ badge: secret }), z.strictObject({ login, pin: secret })]),
      { login: "technician", pin: "2468" },
    ),
  },
  responses: {
    ...one,
    ...problemResponses(...CHANGE_PROBLEMS, ...PROOF, "access.unknown"),
  },
});

const stationRoute = createRoute({
  ...allow("anybody"),
  method: "post",
  path: "/session/station",
  tags,
  summary: "Make this screen a station's",
  description: "By a station's token. The screen may read, and operators change by their badges.",
  request: {
    query: noQuery,
    body: jsonBody(z.strictObject({ token: secret }), { token: "rigline_…" }),
  },
  responses: { ...one, ...problemResponses(...CHANGE_PROBLEMS, "access.token-refused") },
});

const activityRoute = createRoute({
  ...allow("everybody"),
  method: "post",
  path: "/session/activity",
  tags,
  summary: "Say that somebody is still there",
  description: "What pages ask by themselves does not keep a session from ending; this does.",
  request: { query: noQuery },
  responses: { ...one, ...problemResponses("request.invalid", "access.unknown") },
});

const secretsRoute = createRoute({
  ...allow("everybody"),
  method: "put",
  path: "/session/secrets",
  tags,
  summary: "Change your own secrets",
  description: "Ends every session of yours, this one too.",
  request: {
    query: noQuery,
    body: jsonBody(
      z.strictObject({
        current: secret.describe("The password as it is now"),
        password: secret.optional(),
        signingSecret: secret.optional(),
        pin: secret.optional(),
      }),
      { current: "demo-password", pin: "1357" },
    ),
  },
  responses: {
    ...one,
    ...problemResponses(
      ...[...CHANGE_PROBLEMS, ...PROOF],
      ...(["access.unknown", "secret.unfit", "access.forbidden", "person.locked"] as const),
    ),
  },
});

const setUpRoute = createRoute({
  ...allow("anybody"),
  method: "post",
  path: "/setup",
  tags,
  summary: "Set your secrets by a set-up link",
  description: "The first link of a gateway makes its first administrator. A link works once.",
  request: {
    query: noQuery,
    body: jsonBody(
      z.strictObject({
        token: secret.describe("What follows `#` in the link"),
        login: login.optional().describe("Of the first administrator; others have one"),
        printedName: z.string().trim().min(1).max(100).optional(),
        password: secret,
        signingSecret: secret.describe("Another one than the password; it signs"),
      }),
      { token: "…", password: "correct horse battery", signingSecret: "staple by staple" },
    ),
  },
  responses: {
    ...one,
    ...problemResponses(
      ...[...CHANGE_PROBLEMS, ...PROOF],
      ...(["secret.unfit", "person.exists", "access.link-refused"] as const),
    ),
  },
});

export interface SessionRouteParts {
  readonly identity: IdentityParts;
  /** True where the client's own connection is encrypted. */
  readonly isSecure: (c: Context) => boolean;
}

/** The routes, to be mounted under the API's base. */
export function sessionRoutes({ identity, isSecure }: SessionRouteParts): OpenAPIHono {
  const answer = (c: Context) => presentSession(identity, findCaller(c));
  const end = (c: Context) => {
    const hash = findCaller(c)?.session?.hash;
    if (hash !== undefined) endSession(identity.db, hash);
  };
  const stationOf = (c: Context) => findCaller(c)?.station ?? "";
  const given = (c: Context, { cookie }: SignedIn) => {
    end(c);
    giveCookie(c, SESSION_COOKIE, { value: cookie, secure: isSecure(c) });
    const stationCookie = c.req.header("cookie")?.match(/rigline_station=([^;]+)/)?.[1];
    const proof = { sessionCookie: cookie, fromHere: false };
    const known = stationCookie === undefined ? proof : { ...proof, stationCookie };
    return presentSession(identity, identify(identity, known));
  };

  return createRouter()
    .openapi(readRoute, (c) => c.json(answer(c), 200))
    .openapi(signInRoute, async (c) => {
      const { login: name, password } = c.req.valid("json");
      const credentials = { login: name, secret: password, station: stationOf(c) };
      return c.json(given(c, await signIn(identity, credentials)), 200);
    })
    .openapi(signOutRoute, (c) => {
      end(c);
      takeCookie(c, SESSION_COOKIE);
      return c.json(presentSession(identity, undefined), 200);
    })
    .openapi(operatorRoute, async (c) => {
      const input = c.req.valid("json");
      const station = stationOf(c);
      const signedIn =
        "badge" in input
          ? signInByBadge(identity, input.badge, station)
          : await signInByPin(identity, { login: input.login, secret: input.pin, station });
      return c.json(given(c, signedIn), 200);
    })
    .openapi(stationRoute, (c) => {
      const { caller, cookie } = becomeStation(identity, c.req.valid("json").token);
      giveCookie(c, STATION_COOKIE, { ...cookie, secure: isSecure(c) });
      return c.json(presentSession(identity, caller), 200);
    })
    .openapi(activityRoute, (c) => c.json(answer(c), 200))
    .openapi(secretsRoute, async (c) => {
      const { account, session } = findCaller(c) ?? {};
      if (account === undefined || session?.method !== "password") {
        throw new Refusal("access.forbidden", "Only who signed in by password has secrets here.");
      }
      await changeSecrets(identity, account, c.req.valid("json"));
      takeCookie(c, SESSION_COOKIE);
      return c.json(presentSession(identity, undefined), 200);
    })
    .openapi(setUpRoute, async (c) =>
      c.json(given(c, await setUp(identity, c.req.valid("json"))), 200),
    ) as OpenAPIHono;
}

const SCREEN_MAX_AGE_S = 400 * 24 * 3_600;

/** Throws Refusal `access.token-refused` for what is no station's token. */
function becomeStation(identity: IdentityParts, token: string) {
  const caller = identify(identity, { bearer: token, fromHere: false });
  if (caller?.principal.kind === "station") {
    return { caller, cookie: { value: token, maxAgeS: SCREEN_MAX_AGE_S } };
  }
  throw new Refusal("access.token-refused", "That is no station's token.");
}

/** What these routes take and answer, for the typed client. */
export type SessionRoutes =
  | typeof readRoute
  | typeof signInRoute
  | typeof signOutRoute
  | typeof operatorRoute
  | typeof stationRoute
  | typeof activityRoute
  | typeof secretsRoute
  | typeof setUpRoute;
