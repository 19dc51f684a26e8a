/** Who may call a route, said by the route itself; who calls it, as the way in has found out. */
import type { Context, MiddlewareHandler } from "hono";
import { LOCAL, type Principal, type Role } from "../domain/access/principal.ts";
import { type CommandContext, Refusal } from "../ledger/contract.ts";

/**
 * `anybody` needs no proof of who asks (health, signing in); `everybody` is whoever is known,
 * a station's screen too; a list of roles is whoever holds one of them.
 */
export type Allowed = "anybody" | "everybody" | readonly Role[];

/** Makes the context of a command: who asks, the station meant, and when. */
export type RequestContext = (c: Context, station: string) => CommandContext;

const CALLER = "principal";
/** Told apart from a request that never came by the way in. */
const NOBODY = "nobody";

/**
 * The part of a route that says who may call it, to be spread into `createRoute`: it is enforced
 * before anything is read, and shown in the document as `x-allowed`. Throws Refusal
 * `access.unknown` (401) for nobody known, `access.forbidden` (403) for one without the role.
 */
export function allow(allowed: Allowed) {
  return { middleware: requireAllowed(allowed), "x-allowed": allowed } as const;
}

/** Notes who asks, or that nobody is known; the way in calls it once for each request. */
export function setPrincipal(c: Context, principal: Principal | undefined): void {
  c.set(CALLER, principal ?? NOBODY);
}

/** Who asks, where known. A route that stands alone, without a way in, is asked by this machine. */
export function findPrincipal(c: Context): Principal | undefined {
  const caller = (c.get(CALLER) ?? LOCAL) as Principal | typeof NOBODY;
  return caller === NOBODY ? undefined : caller;
}

/** Who asks. Throws Refusal `access.unknown` for nobody known. */
export function principalOf(c: Context): Principal {
  const principal = findPrincipal(c);
  if (principal !== undefined) return principal;
  throw new Refusal("access.unknown", "Nobody is signed in, and no token was sent.");
}

/** Whom a decision is recorded under: whoever is known, else as the request says. */
export function deciderOf(c: Context, by: string | undefined): string {
  const { kind, id } = principalOf(c);
  return kind === "local" ? (by ?? id) : id;
}

function requireAllowed(allowed: Allowed): MiddlewareHandler {
  return async (c, next) => {
    if (allowed !== "anybody") assertAllowed(principalOf(c), allowed);
    await next();
  };
}

function assertAllowed({ roles }: Principal, allowed: "everybody" | readonly Role[]): void {
  if (allowed === "everybody" || allowed.some((role) => roles.includes(role))) return;
  const needed = allowed.join(" or ");
  throw new Refusal("access.forbidden", `This needs the role ${needed}.`, { roles: allowed });
}
