/** What became of one position at each sink, as far as that is kept for a single position. */
import type { Fate, SqlReader, Stream } from "../contract.ts";

interface FateRow {
  readonly sink: string;
  readonly owed: number;
  readonly held: number;
}

/**
 * One fate for each sink that reads the stream and had begun by then. What has left the debt and
 * is not in quarantine counts as delivered: other endings are counted for ranges, not kept singly.
 */
export function readFates(db: SqlReader, stream: Stream, position: number): Fate[] {
  return db
    .all<FateRow>(
      `SELECT sink.name AS sink,
        EXISTS (SELECT 1 FROM debt WHERE debt.sink = sink.name AND debt.stream = sink.stream
          AND from_position <= ?1 AND (to_position IS NULL OR to_position > ?1)) AS owed,
        EXISTS (SELECT 1 FROM quarantine WHERE quarantine.sink = sink.name
          AND quarantine.stream = sink.stream AND quarantine.position = ?1) AS held
       FROM sink WHERE sink.stream = ?2 AND sink.start <= ?1 ORDER BY sink.name`,
      position,
      stream,
    )
    .map(({ sink, owed, held }) => ({
      sink,
      state: owed ? "pending" : held ? "quarantined" : "delivered",
    }));
}
