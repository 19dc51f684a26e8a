/** The latest time the ledger has seen: a clock set back brings nothing into force again. */
import type { Projection, SqlReader } from "../../ledger/contract.ts";

/** Table `seen_time`: one row, which only grows. Runs and controlled data move it on. */
export const seenTimeProjection: Projection = {
  name: "seen_time",
  version: 1,
  types: ["run", "procedure", "limit-set", "document", "product", "clock"],
  tables: ["seen_time"],
  ddl: [
    `CREATE TABLE seen_time (
      one INTEGER PRIMARY KEY CHECK (one = 1), at INTEGER NOT NULL
    ) STRICT`,
  ],
  apply(sql, { recordedAt }) {
    sql.run(
      `INSERT INTO seen_time VALUES (1, ?)
       ON CONFLICT (one) DO UPDATE SET at = excluded.at WHERE excluded.at > at`,
      recordedAt,
    );
  },
};

/** Microseconds since the epoch; 0 in an empty ledger. */
export function readSeenTime(sql: SqlReader): number {
  return sql.get<{ at: number }>("SELECT at FROM seen_time")?.at ?? 0;
}
