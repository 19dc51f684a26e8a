/** Signing a record as it is, without changing it. */
import { ROLES } from "../../domain/access/principal.ts";
import type { Meaning } from "../../domain/access/signature.ts";
import { Refusal, type Rule } from "../../ledger/contract.ts";
import { readVersion } from "../../ledger/store/record-versions.ts";
import { upcasters } from "../upcasters.ts";
import { latestVersion, signersOf } from "./queries.ts";
import { requireSigning, type Signing, signEntry } from "./sign.ts";

/** What may be said of a record as it is; the other meanings come with the change they make. */
export const STANDING_MEANINGS: readonly Meaning[] = [
  ...(["authored", "performed", "reviewed", "approved", "verified"] as const),
];

/** A signature over one version of a record, which must be its latest. */
export interface SignRecord {
  readonly recordType: string;
  readonly recordId: string;
  readonly recordVersion: number;
  readonly signing: Signing | undefined;
}

/**
 * Signs the latest version of a record. Throws Refusal `record.not-found`,
 * `record.version-conflict` for another version, `signature.given` where the same person said the
 * same of it already, and what `requireSigning` throws.
 */
export const signRecord: Rule<SignRecord, { id: string }> = (sql, input, context) => {
  const { recordType: type, recordId: id, recordVersion: version } = input;
  const latest = latestVersion(sql, input);
  if (latest === 0) throw new Refusal("record.not-found", `there is no ${type} ${id}`);
  if (latest !== version) {
    const message = `${type} ${id} is at version ${latest}, not ${version}`;
    throw new Refusal("record.version-conflict", message, { version: latest });
  }
  const signing = requireSigning(input.signing, { meanings: STANDING_MEANINGS, roles: ROLES });
  const { personId } = signing.signer;
  const given = signersOf(sql, { type, id, version });
  if (given.some((each) => each.personId === personId && each.meaning === signing.meaning)) {
    const message = `the same person has signed version ${version} as ${signing.meaning}`;
    throw new Refusal("signature.given", message, { meaning: signing.meaning });
  }
  const body = readVersion(sql, { type, id, version }, upcasters)?.body;
  return {
    entries: [signEntry({ type, id, version, body }, signing, context)],
    result: { id: signing.id },
  };
};
