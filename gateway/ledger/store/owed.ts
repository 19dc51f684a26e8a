/** What each sink still owes or holds of some positions. */
import type { Range, SqlReader, Stream } from "../contract.ts";

export interface Owed {
  readonly sink: string;
  /** Positions in its debt or its quarantine; never 0. */
  readonly positions: number;
}

/** One row for each sink to which any of the positions still matters. */
export function listOwed(sql: SqlReader, stream: Stream, { from, to }: Range): Owed[] {
  return sql.all<Owed>(
    `SELECT sink, sum(positions) AS positions FROM (
       SELECT sink, min(coalesce(to_position, ?3), ?3) - max(from_position, ?2) AS positions
       FROM debt WHERE stream = ?1 AND from_position < ?3 AND coalesce(to_position, ?3) > ?2
       UNION ALL
       SELECT sink, count(*) FROM quarantine
       WHERE stream = ?1 AND position >= ?2 AND position < ?3 GROUP BY sink)
     GROUP BY sink HAVING sum(positions) > 0 ORDER BY sink`,
    ...[stream, from, to],
  );
}
