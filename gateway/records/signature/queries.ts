import type { SignatureBody } from "../../domain/access/signature.ts";
import { isoTime } from "../../domain/iso-time.ts";
import { siteTime } from "../../domain/site-time.ts";
import type { Query, SqlReader } from "../../ledger/contract.ts";
import { readVersion } from "../../ledger/store/record-versions.ts";
import { compact } from "../compact.ts";
import { contentHash } from "../content-hash.ts";
import type { SignatureView } from "./record.ts";

/** Which record's signatures; times at the site are in `timeZone`, UTC where absent. */
export interface SignedRecord {
  readonly recordType: string;
  readonly recordId: string;
  readonly timeZone?: string;
}

/** Every signature a record ever got, the latest first, whatever version it covers. */
export const listSignatures: Query<SignedRecord, SignatureView[]> = ({ sql }, asked) =>
  readSignatures(sql, asked);

/** The same, for queries that show a record with its signatures. */
export function readSignatures(sql: SqlReader, asked: SignedRecord): SignatureView[] {
  const { recordType, recordId, timeZone = "UTC" } = asked;
  const latest = latestVersion(sql, asked);
  return sql
    .all<{ body: string }>(
      "SELECT body FROM signature WHERE record_type = ? AND record_id = ? ORDER BY seq DESC",
      ...[recordType, recordId],
    )
    .map(({ body }) => {
      const signature = JSON.parse(body) as SignatureBody;
      const verified = isVerified(sql, signature);
      const isCurrent = verified && signature.recordVersion === latest;
      return present(signature, { verified, isCurrent, timeZone });
    });
}

/** Those who signed this very version of a record, each with what it meant; verified ones only. */
export function signersOf(
  sql: SqlReader,
  record: { readonly type: string; readonly id: string; readonly version: number },
): readonly Pick<SignatureBody, "personId" | "meaning">[] {
  return sql
    .all<{ body: string }>(
      `SELECT body FROM signature
       WHERE record_type = ? AND record_id = ? AND record_version = ? ORDER BY seq`,
      ...[record.type, record.id, record.version],
    )
    .map(({ body }) => JSON.parse(body) as SignatureBody)
    .filter((signature) => isVerified(sql, signature));
}

/** The version of the newest entry of a record; 0 where there is none. */
export function latestVersion(
  sql: SqlReader,
  { recordType, recordId }: Pick<SignedRecord, "recordType" | "recordId">,
): number {
  const row = sql.get<{ version: number | null }>(
    "SELECT max(version) AS version FROM entry WHERE type = ? AND id = ?",
    ...[recordType, recordId],
  );
  return row?.version ?? 0;
}

/**
 * True where the signed version is in the ledger with exactly the signed content (CR-22). It is
 * hashed as it was stored: a later schema of the program must not make a signature look broken.
 */
function isVerified(sql: SqlReader, signature: SignatureBody): boolean {
  const { recordType: type, recordId: id, recordVersion: version } = signature;
  const signed = readVersion(sql, { type, id, version }, {});
  return signed !== undefined && contentHash(signed.body) === signature.contentHash;
}

interface Standing {
  readonly verified: boolean;
  readonly isCurrent: boolean;
  readonly timeZone: string;
}

function present(
  signature: SignatureBody,
  { verified, isCurrent, timeZone }: Standing,
): SignatureView {
  const { signedAt, ...rest } = signature;
  return compact({
    ...rest,
    signedAt: isoTime(signedAt),
    signedAtSite: siteTime(signedAt, timeZone),
    ...{ verified, coversCurrentVersion: isCurrent },
  }) as SignatureView;
}
