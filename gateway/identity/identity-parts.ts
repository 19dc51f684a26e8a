/** What the parts of the identity store share; `openIdentity` makes it. */
import type { ClockState } from "../domain/entry.ts";
import type { CommandContext, Ledger } from "../ledger/contract.ts";
import type { Connection } from "../ledger/store/connection.ts";
import type { GatewayQueries } from "../records/queries.ts";
import type { GatewayRules } from "../records/rules.ts";
import type { SecretHasher } from "./secret-hash.ts";
import type { SeenClock } from "./seen-clock.ts";

export type IdentityLedger = Pick<Ledger<GatewayRules, GatewayQueries>, "execute" | "ask">;

export interface IdentityParts {
  readonly db: Connection;
  readonly ledger: IdentityLedger;
  readonly hasher: SecretHasher;
  readonly time: SeenClock;
  /** Of commands that the gateway itself gives. */
  readonly wallClock: { utcUs(): number; state(): ClockState };
  readonly newId: () => string;
  readonly isDemo: boolean;
}

/** The context of a command that nobody asked for, such as a lock. */
export function ownContext({ wallClock }: IdentityParts, actor: string): CommandContext {
  return { actor, station: "", occurredAt: wallClock.utcUs(), clockState: wallClock.state() };
}
