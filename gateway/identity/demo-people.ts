/**
 * People of a demo, so that signing can be tried: one of each role, marked by their names. Their
 * secrets are published; a real directory never has them.
 */
import { ROLES, type Role } from "../domain/access/principal.ts";
import { type IdentityParts, ownContext } from "./identity-parts.ts";
import { addPerson } from "./person-desk.ts";
import { findAccount, updateAccount } from "./store/people.ts";

/** The secrets of each of them; the sign-in name is the role. */
export const DEMO_SECRETS = {
  password: "demo-password",
  signingSecret: "demo-signing",
  pin: "2468",
} as const;

/** Adds those that are missing; does nothing outside of a demo. */
export async function addDemoPeople(parts: IdentityParts): Promise<void> {
  if (!parts.isDemo) return;
  const missing = ROLES.filter((role) => findAccount(parts.db, idOf(role)) === undefined);
  if (missing.length === 0) return;
  const { hasher } = parts;
  // One hash for all: what is published needs no salt of its own.
  const hashes = {
    passwordHash: await hasher.hash(DEMO_SECRETS.password),
    signingHash: await hasher.hash(DEMO_SECRETS.signingSecret),
    pinHash: await hasher.hash(DEMO_SECRETS.pin),
  };
  for (const role of missing) {
    const person = { id: idOf(role), login: role, printedName: `Demo ${role}`, roles: [role] };
    await addPerson(parts, person, ownContext(parts, "system:demo"));
    updateAccount(parts.db, person.id, hashes);
  }
}

function idOf(role: Role): string {
  return `demo-${role}`;
}
