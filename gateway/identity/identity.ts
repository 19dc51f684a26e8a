/** The identity store as the rest of the gateway sees it. */
import type { Clock } from "../../drivers/contract.ts";
import type { ClockState } from "../domain/entry.ts";
import type { SignerCheck } from "../records/signature/signing-desk.ts";
import { followLedger } from "./claim.ts";
import { addDemoPeople } from "./demo-people.ts";
import type { IdentityLedger, IdentityParts } from "./identity-parts.ts";
import { createSecretHasher } from "./secret-hash.ts";
import { openSeenClock } from "./seen-clock.ts";
import { firstLink } from "./set-up.ts";
import { createSignerCheck } from "./signer.ts";
import { openIdentityDb, openMemoryIdentityDb } from "./store/identity-db.ts";

export interface IdentityOptions {
  /** The data directory, which this process holds; nothing is kept where absent. */
  readonly directory?: string;
  readonly ledger: IdentityLedger;
  readonly clock: Clock & { state(): ClockState };
  readonly newId: () => string;
  readonly isDemo: boolean;
}

export interface Identity extends Disposable {
  /** For its own routes and the way in. */
  readonly parts: IdentityParts;
  readonly signerCheck: SignerCheck;
  /** Takes over what the ledger has decided; to be called once the records' tables are ready. */
  follow(): Promise<void>;
  /**
   * Adds the people of a demo. Resolves with the secret of the first set-up link where nobody has
   * taken over yet.
   */
  settle(): Promise<string | undefined>;
}

/** Opens the store; dispose to close it. */
export function openIdentity(options: IdentityOptions): Identity {
  const { directory, ledger, clock, newId, isDemo } = options;
  const db = directory === undefined ? openMemoryIdentityDb() : openIdentityDb(directory);
  const parts: IdentityParts = {
    ...{ db, ledger, newId, isDemo },
    hasher: createSecretHasher(),
    time: openSeenClock(db, clock),
    wallClock: { utcUs: () => clock.now().utcUs, state: () => clock.state() },
  };
  return {
    parts,
    signerCheck: createSignerCheck(parts),
    async follow() {
      followLedger(parts, await ledger.ask("access.list", null));
    },
    async settle() {
      await addDemoPeople(parts);
      return firstLink(parts);
    },
    [Symbol.dispose]: () => db[Symbol.dispose](),
  };
}
