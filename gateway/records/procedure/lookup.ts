/** Which procedure is in force, and what a pinned hash stands for. Read by rules and queries. */
import { withLimits } from "../../domain/limit-set.ts";
import type { Procedure } from "../../domain/procedure.ts";
import type { RunHeader } from "../../domain/run.ts";
import type { SqlReader } from "../../ledger/contract.ts";
import { latestTime } from "../clock/latest-time.ts";
import { findLimitsByHash, findLimitsInForce, type Place } from "../limits/in-force.ts";
import { readProcedure } from "./read-body.ts";

/** A procedure as a run is judged by it, with the hashes the run pins. */
export interface PinnedProcedure {
  readonly procedure: Procedure;
  readonly hash: string;
  /** Of the limits by measurement, whether they stand in a limit set or in the procedure. */
  readonly limitSetHash: string;
}

const IN_FORCE = `
  SELECT content.body AS body, content.hash AS hash, content.limits_hash AS limitSetHash
  FROM procedure JOIN procedure_content AS content USING (hash)
  WHERE part_number = ? AND operation = ?
    AND (status IN ('draft', 'in_review') OR (status = 'effective' AND effective_from <= ?))
  ORDER BY status = 'effective' DESC, version DESC, seq DESC LIMIT 1`;

/** What is in force at the latest time that the ledger has seen. */
export function findProcedureInForce(
  sql: SqlReader,
  partNumber: string,
  operation: string,
): PinnedProcedure | undefined {
  return findProcedureAt(sql, { partNumber, operation }, 0);
}

/**
 * The highest effective version for a part number at an operation whose date has come, with the
 * limits in force in place of its own; where none is effective, the highest one that is to become
 * it (its runs are engineering mode); undefined where there is none. Dates are those of `atUs`
 * (microseconds), or of the latest time the ledger has seen where that is later.
 */
export function findProcedureAt(
  sql: SqlReader,
  { partNumber, operation }: Place,
  atUs: number,
): PinnedProcedure | undefined {
  const own = findOwnProcedure(sql, { partNumber, operation }, atUs);
  if (own === undefined) return undefined;
  const { limits, hash } = findLimitsInForce(sql, { partNumber, operation }, atUs);
  if (hash === undefined) return own;
  return { ...own, procedure: withLimits(own.procedure, limits), limitSetHash: hash };
}

/** The same with the limits that stand in the procedure itself. */
export function findOwnProcedure(
  sql: SqlReader,
  { partNumber, operation }: Place,
  atUs = 0,
): PinnedProcedure | undefined {
  const at = latestTime(sql, atUs);
  const row = sql.get<{ body: string; hash: string; limitSetHash: string }>(
    IN_FORCE,
    ...[partNumber, operation, at],
  );
  if (row === undefined) return undefined;
  const { body, hash, limitSetHash } = row;
  return { procedure: readProcedure(body), hash, limitSetHash };
}

/** What a run pinned, exactly as it was, even where a draft has changed since. */
export function findPinnedProcedure(
  sql: SqlReader,
  { procedureHash, limitSetHash }: Pick<RunHeader, "procedureHash" | "limitSetHash">,
): Procedure | undefined {
  if (procedureHash === undefined) return undefined;
  const procedure = findProcedureByHash(sql, procedureHash);
  if (procedure === undefined) return undefined;
  const limits = findLimitsByHash(sql, limitSetHash);
  return limits.length === 0 ? procedure : withLimits(procedure, limits);
}

/** The procedure itself, with its own limits. */
export function findProcedureByHash(sql: SqlReader, hash: string): Procedure | undefined {
  const row = sql.get<{ body: string }>("SELECT body FROM procedure_content WHERE hash = ?", hash);
  return row && readProcedure(row.body);
}
