/** Positions that left a sink's debt and were not delivered, as ranges. */
import type { Range, SqlReader, Stream } from "../contract.ts";
import type { Connection } from "./connection.ts";

/** How a position can end without delivery. */
export type EndingKind = "discarded" | "dropped";

interface Ended {
  readonly sink: string;
  readonly stream: Stream;
  readonly ranges: readonly Range[];
  readonly kind: EndingKind;
}

/** Keeps which positions ended so; ranges that touch are joined. In the caller's transaction. */
export function endRanges(db: Connection, { sink, stream, ranges, kind }: Ended): void {
  for (const { from, to } of ranges) {
    db.run(
      `UPDATE ending SET to_position = ? WHERE sink = ? AND stream = ? AND kind = ?
       AND to_position = ?`,
      ...[to, sink, stream, kind, from],
    );
    // Nothing was changed where the range touches no other: then it stands by itself.
    db.run(
      `INSERT INTO ending SELECT ?, ?, ?, ?, ? WHERE NOT EXISTS (SELECT 1 FROM ending
         WHERE sink = ?1 AND stream = ?2 AND from_position < ?4 AND to_position >= ?4)`,
      ...[sink, stream, from, to, kind],
    );
  }
}

/** Which positions ended so, in order. */
export function readEndings(
  db: SqlReader,
  { sink, stream, kind }: Omit<Ended, "ranges">,
): readonly Range[] {
  return db.all<{ readonly from: number; readonly to: number }>(
    `SELECT from_position AS "from", to_position AS "to" FROM ending
     WHERE sink = ? AND stream = ? AND kind = ? ORDER BY from_position`,
    sink,
    stream,
    kind,
  );
}
