/** Granting and ending tokens: the secret is told once, and only its hash is kept. */
import type { CommandContext } from "../ledger/contract.ts";
import type { Scope } from "../records/person/record.ts";
import type { IdentityParts } from "./identity-parts.ts";
import { newOpaque } from "./store/opaque.ts";
import { endToken, insertToken } from "./store/tokens.ts";

export interface NewToken {
  readonly kind: "token" | "station";
  /** What people know it by; not in the ledger. */
  readonly title: string;
  /** Who answers for it. */
  readonly personId: string;
  readonly scopes: readonly Scope[];
  readonly station?: string | undefined;
  /** Microseconds since the epoch. */
  readonly expiresAt: number;
}

/** Resolves with its id and the secret that is never shown again. */
export async function grantToken(
  { db, ledger, newId }: IdentityParts,
  { title, station, ...granted }: NewToken,
  context: CommandContext,
): Promise<{ readonly id: string; readonly secret: string }> {
  const id = newId();
  const body = { ...granted, id, ...(station === undefined ? {} : { station }) };
  await ledger.execute("token.grant", body, context);
  const secret = `rigline_${newOpaque()}`;
  insertToken(db, secret, { ...body, title });
  return { id, secret };
}

/** Ends a token: it is worth nothing when this resolves. */
export async function revokeToken(
  { db, ledger }: IdentityParts,
  decision: { readonly id: string; readonly reason: string },
  context: CommandContext,
): Promise<void> {
  await ledger.execute("token.revoke", decision, context);
  endToken(db, decision.id);
}
