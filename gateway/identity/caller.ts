/** Who a request comes from, with the session or token that proved it. */
import type { Context } from "hono";
import { LOCAL, type Principal, type Role } from "../domain/access/principal.ts";
import { Refusal } from "../ledger/contract.ts";
import { isClaimed } from "./claim.ts";
import type { IdentityParts } from "./identity-parts.ts";
import { type Account, findAccount } from "./store/people.ts";
import { findSession, type Session } from "./store/sessions.ts";
import { findToken, type StoredToken } from "./store/tokens.ts";

/** What a request brings to prove who asks. */
export interface Proof {
  /** Of the header `Authorization: Bearer …`. */
  readonly bearer?: string;
  readonly sessionCookie?: string;
  readonly stationCookie?: string;
  /** It was asked on this machine itself. */
  readonly fromHere: boolean;
}

export interface Caller {
  readonly principal: Principal;
  /** Of the person, where one is signed in. */
  readonly session?: Session;
  readonly account?: Account;
  /** The station whose screen or program asks; empty where that is no known one. */
  readonly station: string;
  /** Proven by what the browser sends by itself. */
  readonly byCookie: boolean;
}

/**
 * Who asks; undefined for nobody known. A cookie that has ended is nobody. Throws Refusal
 * `access.token-refused`: who sends a token wants to be who it stands for.
 */
export function identify(parts: IdentityParts, proof: Proof): Caller | undefined {
  const { db, time } = parts;
  const now = time.now();
  const { bearer, sessionCookie, stationCookie, fromHere } = proof;
  if (bearer !== undefined) {
    const caller = tokenCaller(parts, findToken(db, bearer, now), false);
    if (caller !== undefined) return caller;
    throw new Refusal("access.token-refused", "The token is not good, or not any more.");
  }
  const token = stationCookie === undefined ? undefined : findToken(db, stationCookie, now);
  const screen = token?.kind === "station" ? tokenCaller(parts, token, true) : undefined;
  const session = sessionCookie === undefined ? undefined : findSession(db, sessionCookie, now);
  const person = session && personCaller(parts, session, screen?.station ?? "");
  if (person !== undefined) return person;
  if (screen !== undefined) return screen;
  if (!fromHere || isClaimed(parts)) return undefined;
  return { principal: LOCAL, station: "", byCookie: false };
}

function personCaller({ db }: IdentityParts, session: Session, station: string) {
  const account = findAccount(db, session.personId);
  if (account?.state !== "active") return undefined;
  const roles = session.method === "badge" ? onlyTechnician(account.roles) : account.roles;
  const principal: Principal = { kind: "person", id: account.id, roles };
  return { principal, session, account, station, byCookie: true };
}

/** A badge identifies: it can be lent or found, so it gives no more than work at the rig. */
function onlyTechnician(roles: readonly Role[]): readonly Role[] {
  return roles.filter((role) => role === "technician");
}

function tokenCaller({ db }: IdentityParts, token: StoredToken | undefined, byCookie: boolean) {
  if (token === undefined) return undefined;
  const owner = findAccount(db, token.personId);
  if (owner?.state !== "active") return undefined;
  const { kind, station = "" } = token;
  const roles = owner.roles.filter((role) => token.scopes.includes(role));
  const principal: Principal = { kind, id: kind === "station" ? station : token.id, roles };
  return { principal, station, byCookie };
}

/** False once the same proof stands for nobody: revoked, signed out, or its time is over. */
export function isStillKnown(parts: IdentityParts, proof: Proof): boolean {
  try {
    return identify(parts, proof) !== undefined;
  } catch (error) {
    if (error instanceof Refusal) return false;
    throw error;
  }
}

const CALLER = "caller";

/** Notes the caller of a request; the way in does it once. */
export function setCaller(c: Context, caller: Caller | undefined): void {
  c.set(CALLER, caller);
}

/** The caller as the way in has found it; undefined for nobody known. */
export function findCaller(c: Context): Caller | undefined {
  return c.get(CALLER) as Caller | undefined;
}
