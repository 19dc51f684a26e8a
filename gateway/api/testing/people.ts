/** A claimed gateway with one person of each role, and requests in their names; for tests only. */
import { ROLES, type Role } from "../../domain/access/principal.ts";
import { claim } from "../../identity/claim.ts";
import { type Identity, openIdentity } from "../../identity/identity.ts";
import { ownContext } from "../../identity/identity-parts.ts";
import { addPerson } from "../../identity/person-desk.ts";
import { beginSession, type SignInMethod } from "../../identity/store/sessions.ts";
import type { ApiDependencies } from "../dependencies.ts";
import { AT_US } from "./dependencies.ts";

/** A clock that stands still until it is told to go on. */
export function manualClock() {
  let utcUs = AT_US;
  let monoNs = 0n;
  return {
    now: () => ({ utcUs, monoNs }),
    state: () => "synced" as const,
    /** Time goes by. */
    pass(us: number) {
      utcUs += us;
      monoNs += BigInt(us) * 1_000n;
    },
    /** Somebody sets the wall clock. */
    set(us: number) {
      utcUs = us;
    },
  };
}

/** People by role; `everything` holds all roles. Secrets are set by the test that needs them. */
export async function openClaimedIdentity(
  ledger: ApiDependencies["ledger"],
  clock: ReturnType<typeof manualClock>,
) {
  let ids = 0;
  const newId = () => {
    ids += 1;
    return `00000000-0000-7000-9000-${String(ids).padStart(12, "0")}`;
  };
  const identity = openIdentity({ ledger, clock, newId, isDemo: false });
  const context = ownContext(identity.parts, "system:test");
  for (const role of ROLES) {
    const person = { id: `p-${role}`, login: `${role}-1`, printedName: `The ${role}` };
    await addPerson(identity.parts, { ...person, roles: [role] }, context);
  }
  const all = { id: "p-all", login: "everything", printedName: "Everything", roles: ROLES };
  await addPerson(identity.parts, all, context);
  claim(identity.parts.db);
  return identity;
}

/** Headers of a page on which this person has signed in. */
export function pageOf(
  { parts: { db, time } }: Identity,
  personId: Role | "all",
  method: SignInMethod = "password",
): Record<string, string> {
  const begun = { personId: `p-${personId}`, method, station: "", now: time.now() };
  return { cookie: `rigline_session=${beginSession(db, begun)}`, "x-rigline-page": "1" };
}
