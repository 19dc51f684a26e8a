/**
 * The way in: finds out who asks, once for each request. What is not said to be for anybody is
 * refused here for nobody known, whatever its route says; the route then looks at the role.
 */
import type { Context, MiddlewareHandler } from "hono";
import { getCookie } from "hono/cookie";
import {
  type Caller,
  identify,
  isStillKnown,
  type Proof,
  setCaller,
} from "../../identity/caller.ts";
import type { IdentityParts } from "../../identity/identity-parts.ts";
import { SESSION_COOKIE, STATION_COOKIE } from "../../identity/routes/cookies.ts";
import { touchSession } from "../../identity/store/sessions.ts";
import { Refusal } from "../../ledger/contract.ts";
import { setPrincipal } from "../../records/access.ts";
import { arrivalOf } from "../listen/arrival.ts";
import { setRecheck } from "./recheck.ts";

/** Below the API's base; a test compares it with what the routes say. */
export const OPEN_PATHS: ReadonlySet<string> = new Set([
  ...["/openapi.json", "/reference", "/session", "/session/station", "/setup"],
]);

const SAFE_METHODS: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS"]);
const BEARER = /^Bearer +([\w~+/.-]+=*) *$/i;
/** A browser's form can not send it, and another site's script may not. */
const PAGE_HEADER = "x-rigline-page";
/** How often it is kept that somebody is still there. */
const TOUCH_EVERY_US = 60 * 1_000_000;

/** Notes on every request who asks; throws Refusal `access.unknown` below `base`. */
export function identifyCaller(parts: IdentityParts, base: string): MiddlewareHandler {
  return async (c, next) => {
    const proof = proofOf(c);
    const caller = identify(parts, proof);
    const isChange = !SAFE_METHODS.has(c.req.method);
    if (isChange && caller?.byCookie === true && c.req.header(PAGE_HEADER) === undefined) {
      throw new Refusal("access.not-from-page", "The header X-Rigline-Page is missing.");
    }
    setCaller(c, caller);
    setRecheck(c, () => isStillKnown(parts, proof));
    setPrincipal(c, caller?.principal);
    const { path } = c.req;
    const isOpen = !path.startsWith(`${base}/`) || OPEN_PATHS.has(path.slice(base.length));
    if (caller === undefined && !isOpen) {
      throw new Refusal("access.unknown", "Nobody is signed in, and no token was sent.");
    }
    if (isChange) touch(parts, caller);
    await next();
  };
}

/** Pages ask by themselves, too: only what somebody does keeps a session from ending. */
function touch({ db, time }: IdentityParts, caller: Caller | undefined): void {
  if (caller?.session === undefined) return;
  const now = time.now();
  const { hash, seenAt } = caller.session;
  if (now - seenAt > TOUCH_EVERY_US) touchSession(db, hash, now);
}

function proofOf(c: Context): Proof {
  const authorization = c.req.header("authorization");
  const bearer = authorization === undefined ? undefined : readBearer(authorization);
  const sessionCookie = getCookie(c, SESSION_COOKIE);
  const stationCookie = getCookie(c, STATION_COOKIE);
  return {
    fromHere: arrivalOf(c).fromHere,
    ...(bearer === undefined ? {} : { bearer }),
    ...(sessionCookie === undefined ? {} : { sessionCookie }),
    ...(stationCookie === undefined ? {} : { stationCookie }),
  };
}

function readBearer(authorization: string): string {
  const [, token] = BEARER.exec(authorization) ?? [];
  if (token !== undefined) return token;
  throw new Refusal("access.token-refused", "Authorization is not of the form Bearer TOKEN.");
}
