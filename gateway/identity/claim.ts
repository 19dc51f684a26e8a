/** Whether somebody has taken this gateway over, and that the store agrees with the ledger. */
import type { Connection } from "../ledger/store/connection.ts";
import type { AccessList } from "../records/person/queries.ts";
import type { IdentityParts } from "./identity-parts.ts";
import { inTransaction, readMeta, writeMeta } from "./store/identity-db.ts";
import { deleteAccount, findAccount, updateAccount } from "./store/people.ts";
import { endSessionsOf } from "./store/sessions.ts";
import { endToken, endTokensOf } from "./store/tokens.ts";

const KEY = "claimed";

/** True from the first person on, for ever; never in a demo, where this machine stays free. */
export function isClaimed({ db, isDemo }: Pick<IdentityParts, "db" | "isDemo">): boolean {
  return !isDemo && readMeta(db, KEY) !== undefined;
}

/** From now on nobody is let in without a proof. */
export function claim(db: Connection): void {
  writeMeta(db, KEY, "yes");
}

/**
 * The ledger decides on roles and revocations: whatever a kill or a power failure kept from the
 * store is done now. A gateway whose store was lost does not become free again.
 */
export function followLedger({ db, isDemo }: IdentityParts, { people, tokens }: AccessList): void {
  inTransaction(db, () => {
    if (people.length > 0 && !isDemo) claim(db);
    for (const { body } of people) {
      if (findAccount(db, body.id) === undefined) continue;
      if (body.state === "erased") {
        deleteAccount(db, body.id);
      } else {
        updateAccount(db, body.id, { state: body.state, roles: body.roles });
      }
      if (body.state !== "active") endAccess(db, body.id);
    }
    for (const { body } of tokens) {
      if (body.state === "revoked") endToken(db, body.id);
    }
  });
}

/** Every session and token of a person ends. */
export function endAccess(db: Connection, personId: string): void {
  endSessionsOf(db, personId);
  endTokensOf(db, personId);
}
