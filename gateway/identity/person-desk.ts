/** What administrators do with people: the ledger first, which decides, then the store. */
import type { Role } from "../domain/access/principal.ts";
import { type CommandContext, Refusal } from "../ledger/contract.ts";
import { forgetBadTries } from "./bad-tries.ts";
import { endAccess } from "./claim.ts";
import { type IdentityParts, ownContext } from "./identity-parts.ts";
import { inTransaction } from "./store/identity-db.ts";
import { hashKeyed } from "./store/opaque.ts";
import {
  deleteAccount,
  findAccount,
  findBadge,
  insertAccount,
  isNameUsed,
  normalLogin,
  updateAccount,
} from "./store/people.ts";
import { endSessionsOf } from "./store/sessions.ts";
import { endLinksOf, makeLink } from "./store/setup-links.ts";

export interface NewPerson {
  /** Made by the gateway where absent. */
  readonly id?: string | undefined;
  readonly login: string;
  readonly printedName: string;
  readonly roles: readonly Role[];
}

/** Adds somebody without secrets; answers the id. Throws Refusal `person.exists` (CR-23). */
export async function addPerson(
  parts: IdentityParts,
  person: NewPerson,
  context: CommandContext,
): Promise<string> {
  const { db, ledger, newId } = parts;
  const { login, printedName, roles, id = newId() } = person;
  const name = normalLogin(login);
  if (isNameUsed(db, name)) {
    throw new Refusal("person.exists", `The name "${name}" was given before.`, { login: name });
  }
  // Taken before anybody is waited for: of two who ask for one name at once, one gets it.
  db.run("INSERT INTO used_name VALUES (?)", hashKeyed(db, "name", name));
  try {
    await ledger.execute("person.add", { id, roles }, context);
  } catch (error) {
    db.run("DELETE FROM used_name WHERE hash = ?", hashKeyed(db, "name", name));
    throw error;
  }
  insertAccount(db, { id, login, printedName, roles });
  return id;
}

/** A decision on a person, with its reason. */
export interface PersonDecision {
  readonly id: string;
  readonly reason: string;
}

/** Gives other roles; they count from the next request on. */
export async function changeRoles(
  { db, ledger }: IdentityParts,
  change: PersonDecision & { readonly roles: readonly Role[] },
  context: CommandContext,
): Promise<void> {
  await ledger.execute("person.roles", change, context);
  updateAccount(db, change.id, { roles: change.roles });
}

/** Takes all access away at once: sessions, tokens and links are dead when this resolves. */
export async function revokePerson(
  { db, ledger }: IdentityParts,
  decision: PersonDecision,
  context: CommandContext,
): Promise<void> {
  await ledger.execute("person.revoke", decision, context);
  inTransaction(db, () => {
    updateAccount(db, decision.id, { state: "revoked" });
    endAccess(db, decision.id);
    endLinksOf(db, decision.id);
  });
}

/** Forgets who a revoked person was: name and secrets go, entries and proofs stay (CR-95). */
export async function erasePerson(
  { db, ledger }: IdentityParts,
  decision: PersonDecision,
  context: CommandContext,
): Promise<void> {
  await ledger.execute("person.erase", decision, context);
  deleteAccount(db, decision.id);
}

/** The link of somebody who has just been added. Throws Refusal `person.not-found`. */
export function linkFor({ db, time }: IdentityParts, personId: string): string {
  requireActive(db, personId);
  return makeLink(db, { personId }, time.now());
}

/**
 * Resolves with the secret of a link by which the person sets new secrets, once it is recorded:
 * whoever has it can become that person. The old secrets are good until it is used. Throws Refusal
 * `person.not-found`, `…not-active`.
 */
export async function resetPerson(
  parts: IdentityParts,
  reset: { readonly id: string; readonly reason?: string },
  context: CommandContext,
): Promise<string> {
  requireActive(parts.db, reset.id);
  await parts.ledger.execute("person.reset", reset, context);
  return linkFor(parts, reset.id);
}

/** Lets a locked account go, and says so in the ledger. */
export async function unlockPerson(
  parts: IdentityParts,
  personId: string,
  context: CommandContext,
) {
  requireActive(parts.db, personId);
  forgetBadTries(parts, personId);
  const event = { id: parts.newId(), kind: "unlocked", personId } as const;
  await parts.ledger.execute("access.note", event, context);
  await clearAlarm(parts, personId);
}

/** Gives the person a badge, or takes it away. Throws Refusal `person.exists` for another's. */
export function setBadge({ db }: IdentityParts, personId: string, code: string | null): void {
  requireActive(db, personId);
  const other = code === null ? undefined : findBadge(db, code);
  if (other !== undefined && other.id !== personId) {
    throw new Refusal("person.exists", `The badge is that of ${other.id}.`);
  }
  updateAccount(db, personId, { badgeHash: code === null ? null : hashKeyed(db, "badge", code) });
  endSessionsOf(db, personId);
}

async function clearAlarm(parts: IdentityParts, personId: string): Promise<void> {
  const { items } = await parts.ledger.ask("alarms.list", { rig: "access", limit: 200 });
  const open = items.filter(({ channel, isActive }) => channel === personId && isActive);
  const context = { ...ownContext(parts, "system:identity"), station: "gateway" };
  for (const { id } of open) await parts.ledger.execute("alarm.clear", { id }, context);
}

function requireActive(db: IdentityParts["db"], personId: string): void {
  const account = findAccount(db, personId);
  if (account === undefined) {
    throw new Refusal("person.not-found", `There is no person ${personId}.`, { id: personId });
  }
  if (account.state === "active") return;
  throw new Refusal("person.not-active", `The access of ${personId} has been revoked.`);
}
