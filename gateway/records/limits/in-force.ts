/** Which limit set is in force at a place, and what a pinned hash of one stands for. */
import { versionInForce } from "../../domain/controlled/version-moves.ts";
import type { NamedLimits } from "../../domain/limit-set.ts";
import type { SqlReader } from "../../ledger/contract.ts";
import { latestTime } from "../clock/latest-time.ts";
import { findVersionByHash, listVersionsAt, type StoredVersion } from "../controlled/versions.ts";

/** A product at an operation. */
export interface Place {
  readonly partNumber: string;
  readonly operation: string;
}

/** Limits by measurement with the hash that a run pins; none where no set is in force. */
export interface LimitsInForce {
  readonly limits: readonly NamedLimits[];
  readonly hash?: string;
  readonly version?: StoredVersion;
}

/** The set in force at `atUs`, or at the latest time the ledger has seen where that is later. */
export function findLimitsInForce(sql: SqlReader, place: Place, atUs = 0): LimitsInForce {
  const versions = listVersionsAt(sql, "limit-set", place);
  if (versions.length === 0) return { limits: [] };
  const version = versionInForce(versions, latestTime(sql, atUs));
  if (version === undefined) return { limits: [] };
  return { limits: limitsIn(version), hash: version.hash, version };
}

/** The limits that a run pinned; none where its limits were those of its procedure. */
export function findLimitsByHash(sql: SqlReader, hash: string | undefined): readonly NamedLimits[] {
  const version = hash === undefined ? undefined : findVersionByHash(sql, "limit-set", hash);
  return version === undefined ? [] : limitsIn(version);
}

function limitsIn({ body }: StoredVersion): readonly NamedLimits[] {
  return (body as unknown as { readonly limits: readonly NamedLimits[] }).limits;
}
