/** Whether something in force measures what is required. */
import type { SqlReader } from "../../ledger/contract.ts";
import { findProcedureAt } from "../procedure/lookup.ts";
import type { RequirementBody } from "./record.ts";
import { waiverAt } from "./rules.ts";

/**
 * What of a requirement nothing in force measures, in words, at `atUs` microseconds; a measurement
 * that no procedure in force takes proves nothing, whatever it is called.
 */
export function gapsOf(
  sql: SqlReader,
  { id, partNumber, measurements }: RequirementBody,
  atUs = 0,
): string[] {
  if (measurements.length === 0) return [`${id} names no measurement`];
  return measurements.flatMap(({ operation, measurement }) => {
    const found = findProcedureAt(sql, { partNumber, operation }, atUs);
    if (found?.procedure.measurements.some((spec) => spec.id === measurement)) return [];
    return [`${id}: nothing in force at ${operation} measures ${measurement}`];
  });
}

/** The gaps of all that is required of a product and not waived at `atUs`, in words. */
export function missingCoverage(sql: SqlReader, partNumber: string, atUs: number): string[] {
  return sql
    .all<{ body: string }>(
      "SELECT body FROM requirement WHERE part_number = ? ORDER BY id",
      partNumber,
    )
    .map(({ body }) => JSON.parse(body) as RequirementBody)
    .filter((each) => each.retired !== true && waiverAt(each, atUs) === undefined)
    .flatMap((each) => gapsOf(sql, each, atUs));
}
