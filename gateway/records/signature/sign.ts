/** How a rule signs what it appends: the signature is an entry beside it, in the same commit. */
import type { Role } from "../../domain/access/principal.ts";
import type { ConfirmedSigner, Meaning, SignatureBody } from "../../domain/access/signature.ts";
import { type CommandContext, type NewEntry, Refusal } from "../../ledger/contract.ts";
import { compact } from "../compact.ts";
import { contentHash } from "../content-hash.ts";

/** A signature that came with a command; the way in has confirmed the signer a moment ago. */
export interface Signing {
  /** Of the signature to be, a UUID. */
  readonly id: string;
  readonly signer: ConfirmedSigner;
  readonly meaning: Meaning;
}

/** What a rule asks of whoever signs. */
export interface SigningRule {
  readonly meanings: readonly Meaning[];
  /** One of these. */
  readonly roles: readonly Role[];
  /** People who may not sign here because they did the work (four eyes). */
  readonly notBy?: readonly string[];
}

/**
 * The signature, where it satisfies the rule. Throws Refusal `signature.missing` where there is
 * none, `signature.wrong-meaning`, `signature.role-missing`, `signature.own-work` (CR-26).
 */
export function requireSigning(signing: Signing | undefined, rule: SigningRule): Signing {
  const { meanings, roles, notBy = [] } = rule;
  if (signing === undefined) {
    throw new Refusal("signature.missing", `This must be signed as ${meanings.join(" or ")}.`, {
      ...{ meanings, roles },
    });
  }
  const { signer, meaning } = signing;
  if (!meanings.includes(meaning)) {
    const message = `A signature "${meaning}" does not do this; ${meanings.join(" or ")} does.`;
    throw new Refusal("signature.wrong-meaning", message, { meaning, meanings });
  }
  if (!roles.some((role) => signer.roles.includes(role))) {
    const message = `Only ${roles.join(" or ")} may sign this.`;
    throw new Refusal("signature.role-missing", message, { roles });
  }
  if (notBy.includes(signer.personId)) {
    throw new Refusal("signature.own-work", "Another person than who did the work must sign it.");
  }
  return signing;
}

/** The entry of a signature over the version that `entry` appends (CR-22). */
export function signEntry(
  entry: Pick<NewEntry, "type" | "id" | "version" | "body" | "reason">,
  { id, signer, meaning }: Signing,
  { occurredAt }: CommandContext,
): NewEntry {
  const { personId, printedName, method } = signer;
  const body: SignatureBody = compact({
    ...{ id, recordType: entry.type, recordId: entry.id, recordVersion: entry.version },
    ...{ contentHash: contentHash(entry.body), meaning, personId, printedName, method },
    ...{ signedAt: occurredAt, reason: entry.reason },
  });
  return { type: "signature", id, version: 1, schema: "signature/1", action: "signed", body };
}
