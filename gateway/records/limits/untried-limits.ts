import { limitsOf, type NamedLimits } from "../../domain/limit-set.ts";
import type { SqlReader } from "../../ledger/contract.ts";
import { contentHash } from "../content-hash.ts";
import { findProcedureInForce } from "../procedure/lookup.ts";
import type { Place } from "./in-force.ts";
import { listReplaysOf } from "./replay-record.ts";

/** The limits that are not those in force now, of measurements that are taken now. */
export function changedLimits(
  sql: SqlReader,
  { partNumber, operation }: Place,
  proposed: readonly NamedLimits[],
): readonly NamedLimits[] {
  const inForce = findProcedureInForce(sql, partNumber, operation)?.procedure;
  if (inForce?.status !== "effective") return [];
  const hashes = new Map(
    limitsOf(inForce).map(({ measurement, limits }) => [measurement, contentHash(limits)]),
  );
  return proposed.filter(({ measurement, limits }) => {
    const hash = hashes.get(measurement);
    return hash !== undefined && hash !== contentHash(limits);
  });
}

/** What is missing where changed limits were not tried on past runs yet; empty where all were. */
export function untriedLimits(
  sql: SqlReader,
  place: Place,
  proposed: readonly NamedLimits[],
): readonly string[] {
  const untried = changedLimits(sql, place, proposed).filter(({ measurement, limits }) => {
    const hash = contentHash(limits);
    const trials = listReplaysOf(sql, { ...place, measurement });
    return !trials.some(({ limitsHash }) => limitsHash === hash);
  });
  if (untried.length === 0) return [];
  const names = untried.map(({ measurement }) => measurement).join(", ");
  return [`the changed limits of ${names} must be tried on past runs first`];
}
