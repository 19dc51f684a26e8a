/** Proves again, at the moment of signing, who signs (CR-21). */
import type { Context } from "hono";
import { neededComponents, type SigningState } from "../domain/access/signing-state.ts";
import { Refusal } from "../ledger/contract.ts";
import type { SignerCheck } from "../records/signature/signing-desk.ts";
import { countBadTry, forgetBadTries, isAccountLocked } from "./bad-tries.ts";
import { type Caller, findCaller } from "./caller.ts";
import type { IdentityParts } from "./identity-parts.ts";
import { findAccount, normalLogin } from "./store/people.ts";
import { noteSigned, type Session } from "./store/sessions.ts";

/** What a session is to signing. */
export function signingStateOf(session: Session | undefined): SigningState {
  if (session === undefined || session.method === "badge") return { phase: "closed" };
  const { signedStation: station } = session;
  return station === undefined ? { phase: "unsigned" } : { phase: "signed", station };
}

/** The check of everybody who signs at this gateway. */
export function createSignerCheck(parts: IdentityParts): SignerCheck {
  return {
    async confirm(c: Context, secret: string, name?: string) {
      const { account, session, station } = requirePerson(findCaller(c));
      const { id } = account;
      if (isAccountLocked(parts, id)) throw locked(id);
      const needed = neededComponents(signingStateOf(session), station);
      if (needed === "impossible") throw refused("A badge or a PIN identifies, it never signs.");
      if (needed === "name-and-secret" && name === undefined) {
        const message = "This is the first signature of the session, or the first at this station.";
        throw new Refusal("signature.incomplete", message);
      }
      const isSecret = await parts.hasher.verify(secret, account.signingHash);
      const isName = name === undefined || normalLogin(name) === account.login;
      if (isAccountLocked(parts, id)) throw locked(id);
      if (!(isSecret && isName)) {
        if (await countBadTry(parts, id, "signing")) throw locked(id);
        throw refused("Name and signing secret do not fit.");
      }
      const { state, printedName, roles } = findAccount(parts.db, id) ?? { state: "revoked" };
      if (state !== "active") throw refused("The access was revoked meanwhile.");
      forgetBadTries(parts, id);
      noteSigned(parts.db, session.hash, station);
      return { personId: id, printedName, roles, method: "secret" };
    },
  };
}

function requirePerson(caller: Caller | undefined) {
  const { account, session, station } = caller ?? {};
  if (account !== undefined && session !== undefined && station !== undefined) {
    return { account, session, station };
  }
  throw refused("Only a person who is signed in by password can sign.");
}

function refused(message: string): Refusal {
  return new Refusal("signature.refused", message);
}

function locked(id: string): Refusal {
  return new Refusal("person.locked", `The account ${id} is locked.`, { id });
}
