/** Which procedure is in force, and what a pinned hash stands for. Read by rules and queries. */
import type { Procedure } from "../../domain/procedure.ts";
import type { SqlReader } from "../../ledger/contract.ts";

/** A procedure with the hash a run pins. */
export interface PinnedProcedure {
  readonly procedure: Procedure;
  readonly hash: string;
}

const IN_FORCE = `
  SELECT content.body AS body, content.hash AS hash
  FROM procedure JOIN procedure_content AS content USING (hash)
  WHERE part_number = ? AND operation = ? AND status IN ('effective', 'draft', 'in_review')
  ORDER BY status = 'effective' DESC, version DESC, seq DESC LIMIT 1`;

/**
 * The highest effective version for a part number at an operation; where none is effective, the
 * highest one that is to become it (its runs are engineering mode); undefined where there is none.
 */
export function findProcedureInForce(
  sql: SqlReader,
  partNumber: string,
  operation: string,
): PinnedProcedure | undefined {
  const row = sql.get<{ body: string; hash: string }>(IN_FORCE, partNumber, operation);
  return row && { procedure: JSON.parse(row.body) as Procedure, hash: row.hash };
}

/** The procedure exactly as it was pinned, even where its draft has changed since. */
export function findProcedureByHash(sql: SqlReader, hash: string): Procedure | undefined {
  const row = sql.get<{ body: string }>("SELECT body FROM procedure_content WHERE hash = ?", hash);
  return row && (JSON.parse(row.body) as Procedure);
}
