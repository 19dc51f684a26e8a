/** Signing in and out, and changing the operator at a shared screen. */
import { Refusal } from "../ledger/contract.ts";
import { countBadTry, forgetBadTries, isAccountLocked, type TriedAt } from "./bad-tries.ts";
import type { IdentityParts } from "./identity-parts.ts";
import { type Account, findBadge, findLogin } from "./store/people.ts";
import { beginSession, type SignInMethod } from "./store/sessions.ts";

/** A session that has just begun; the cookie's value is told once and not kept. */
export interface SignedIn {
  readonly personId: string;
  readonly cookie: string;
}

export interface Credentials {
  readonly login: string;
  readonly secret: string;
  /** Whose screen it is; empty where that is no known station. */
  readonly station: string;
}

/**
 * Signs in by name and password. Throws Refusal `access.refused`, the same words and after the
 * same time whether the name is unknown, the secret wrong or the account locked or revoked.
 */
export function signIn(parts: IdentityParts, credentials: Credentials): Promise<SignedIn> {
  return prove(parts, credentials, { hash: "passwordHash", where: "sign-in", method: "password" });
}

/** Changes the operator by name and PIN; throws as `signIn` does. */
export function signInByPin(parts: IdentityParts, credentials: Credentials): Promise<SignedIn> {
  return prove(parts, credentials, { hash: "pinHash", where: "pin", method: "badge" });
}

interface Way {
  readonly hash: "passwordHash" | "pinHash";
  readonly where: TriedAt;
  readonly method: SignInMethod;
}

async function prove(
  parts: IdentityParts,
  { login, secret, station }: Credentials,
  { hash, where, method }: Way,
): Promise<SignedIn> {
  const account = findLogin(parts.db, login);
  const isGood = await parts.hasher.verify(secret, account?.[hash]);
  // Looked at after the proof: of tries that came together only the first five are answered.
  if (account === undefined || isAccountLocked(parts, account.id)) throw refused();
  const { id, state } = findLogin(parts.db, login) ?? account;
  if (state !== "active") throw refused();
  if (!isGood) {
    await countBadTry(parts, id, where);
    throw refused();
  }
  forgetBadTries(parts, id);
  return begin(parts, { personId: id, method, station });
}

/** Changes the operator by a badge's code. Throws Refusal `access.refused`. */
export function signInByBadge(parts: IdentityParts, code: string, station: string): SignedIn {
  const account = findBadge(parts.db, code);
  const isGood = account?.state === "active" && mayWork(account);
  if (!isGood || isAccountLocked(parts, account.id)) throw refused();
  return begin(parts, { personId: account.id, method: "badge", station });
}

function mayWork({ roles }: Account): boolean {
  return roles.includes("technician");
}

/** Begins a session for a person who was proven. */
export function begin(
  { db, time }: IdentityParts,
  who: { readonly personId: string; readonly method: SignInMethod; readonly station: string },
): SignedIn {
  return { personId: who.personId, cookie: beginSession(db, { ...who, now: time.now() }) };
}

function refused(): Refusal {
  return new Refusal("access.refused", "Name and secret do not fit, or the account is locked.");
}
