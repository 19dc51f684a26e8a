/** Bad tries: counted, locked after five, told in the ledger and by an alarm (CR-24). */
import { afterBadTry, isLocked } from "../domain/access/lockout.ts";
import { type IdentityParts, ownContext } from "./identity-parts.ts";
import { findAccount, updateAccount } from "./store/people.ts";
import { endSessionsOf } from "./store/sessions.ts";

/** What was tried. */
export type TriedAt = "sign-in" | "signing" | "pin";

const ACTOR = "system:identity";

/** True while no try of this account is looked at. */
export function isAccountLocked({ db, time }: IdentityParts, personId: string): boolean {
  const account = findAccount(db, personId);
  return account !== undefined && isLocked(account, time.now());
}

/**
 * Counts a bad try; resolves with whether the account is locked now, once that is recorded. A lock
 * from signing ends the sessions, too: somebody sits at one who does not know the secret.
 */
export async function countBadTry(
  parts: IdentityParts,
  personId: string,
  where: TriedAt,
): Promise<boolean> {
  const { db, time, ledger, newId } = parts;
  const account = findAccount(db, personId);
  if (account === undefined) return false;
  const { failures, lockedUntil } = afterBadTry(account, time.now());
  updateAccount(db, personId, { failures, lockedUntil: lockedUntil ?? null });
  if (lockedUntil === undefined) return false;
  if (where === "signing") endSessionsOf(db, personId);
  const context = ownContext(parts, ACTOR);
  await ledger.execute("access.note", { id: newId(), kind: "locked", personId, where }, context);
  const what = `the account ${personId} was locked after ${failures} bad tries (${where})`;
  const alarm = { id: newId(), rig: "access", kind: "account-locked", channel: personId } as const;
  const place = { ...context, station: "gateway" };
  await ledger.execute("alarm.raise", { ...alarm, what, flapping: false }, place);
  return true;
}

/** A good try, or an administrator: nothing is counted any more. */
export function forgetBadTries({ db }: IdentityParts, personId: string): void {
  updateAccount(db, personId, { failures: 0, lockedUntil: null });
}
