/** Which version of a document counts, and whether a translation is up to date. */
import { versionInForce } from "../../domain/controlled/version-moves.ts";
import type { SqlReader } from "../../ledger/contract.ts";
import { latestTime } from "../clock/latest-time.ts";
import { listVersions, type StoredVersion } from "../controlled/versions.ts";
import type { DocumentContent } from "./kind.ts";

/** The version in force at `atUs`, or at the latest time the ledger has seen if that is later. */
export function findDocumentInForce(
  sql: SqlReader,
  id: string,
  atUs: number,
): StoredVersion | undefined {
  const at = latestTime(sql, atUs);
  return versionInForce(listVersions(sql, { type: "document", id }), at);
}

/** What a version of a document says besides its state. */
export function documentContentOf({ body }: StoredVersion): DocumentContent {
  return body as unknown as DocumentContent;
}

/** Why a document can not be released with; undefined where it is in force and fresh. */
export function documentFault(sql: SqlReader, id: string, atUs: number): string | undefined {
  const inForce = findDocumentInForce(sql, id, atUs);
  if (inForce === undefined) return `document ${id} has no effective version`;
  const { translationOf } = documentContentOf(inForce);
  if (translationOf === undefined) return undefined;
  const original = findDocumentInForce(sql, translationOf.id, atUs);
  if (original?.version === translationOf.version) return undefined;
  return (
    `document ${id} translates version ${translationOf.version} of ${translationOf.id}; ` +
    `in force is ${original === undefined ? "none" : `version ${original.version}`}`
  );
}
