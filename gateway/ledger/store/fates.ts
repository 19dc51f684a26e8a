/** What became of one position at each sink, as far as that is certain for a single position. */
import type { Fate, SqlReader, Stream } from "../contract.ts";

interface FateRow {
  readonly sink: string;
  readonly owed: number;
  readonly held: number;
  readonly ended: "discarded" | "dropped" | null;
  /** Positions an older program discarded or dropped; which ones they were is not known. */
  readonly unknown: number;
}

/**
 * One fate for each sink that reads the stream and had begun by then. Debt, quarantine and what
 * ended undelivered are kept by position; what is in none of them is `delivered` where it is of a
 * kind that is routed. A sink of which that can not be said is left out.
 */
export function readFates(db: SqlReader, stream: Stream, position: number): Fate[] {
  const settled = isRouted(db, stream, position) ? "delivered" : "not-routed";
  return db
    .all<FateRow>(
      `SELECT sink.name AS sink,
        EXISTS (SELECT 1 FROM debt WHERE debt.sink = sink.name AND debt.stream = sink.stream
          AND from_position <= ?1 AND (to_position IS NULL OR to_position > ?1)) AS owed,
        EXISTS (SELECT 1 FROM quarantine WHERE quarantine.sink = sink.name
          AND quarantine.stream = sink.stream AND quarantine.position = ?1) AS held,
        (SELECT kind FROM ending WHERE ending.sink = sink.name AND ending.stream = sink.stream
          AND from_position <= ?1 AND to_position > ?1) AS ended,
        sink.dropped + sink.discarded - (SELECT coalesce(sum(min(to_position - from_position,
          to_position - sink.start)), 0) FROM ending WHERE ending.sink = sink.name
          AND ending.stream = sink.stream AND to_position > sink.start) AS unknown
       FROM sink WHERE sink.stream = ?2 AND sink.start <= ?1 ORDER BY sink.name`,
      position,
      stream,
    )
    .flatMap(({ sink, owed, held, ended, unknown }): Fate[] => {
      if (owed) return [{ sink, state: "pending" }];
      if (held) return [{ sink, state: "quarantined" }];
      if (ended !== null) return [{ sink, state: ended }];
      return settled === "delivered" && unknown > 0 ? [] : [{ sink, state: settled }];
    });
}

/** Sinks get every reading, and of the entries the runs that are over (decision 0030). */
function isRouted(db: SqlReader, stream: Stream, position: number): boolean {
  if (stream === "telemetry") return true;
  const routed = "SELECT 1 FROM entry WHERE seq = ? AND type = 'run' AND action <> 'started'";
  return db.get(routed, position) !== undefined;
}
