/** The latest time the ledger has seen: a clock that is set back revives nothing. */
import type { Projection, SqlReader } from "../../ledger/contract.ts";

/**
 * Table `latest_time`: the latest recording time since each event of the clock. Kept by event, so
 * that a time which turns out to have been wrong is corrected and does not stand for ever.
 */
export const latestTimeProjection: Projection = {
  name: "latest-time",
  version: 1,
  types: ["clock", "run", "arming", "override", "alarm"],
  tables: ["latest_time"],
  ddl: [
    `CREATE TABLE latest_time (
      clock_seq INTEGER PRIMARY KEY, latest_us INTEGER NOT NULL
    ) STRICT`,
  ],
  apply(sql, { type, seq, recordedAt }) {
    if (type === "clock") {
      sql.run("INSERT INTO latest_time VALUES (?, ?)", seq, recordedAt);
      return;
    }
    const latest = sql.get<{ seq: number; us: number }>(
      "SELECT clock_seq AS seq, latest_us AS us FROM latest_time ORDER BY clock_seq DESC LIMIT 1",
    );
    if (latest === undefined) sql.run("INSERT INTO latest_time VALUES (0, ?)", recordedAt);
    else if (recordedAt > latest.us) {
      sql.run("UPDATE latest_time SET latest_us = ? WHERE clock_seq = ?", recordedAt, latest.seq);
    }
  },
};

/** `now`, or the latest time the ledger has seen where that is later; microseconds. */
export function latestTime(sql: SqlReader, now: number): number {
  // What is behind a correction was recorded by a clock that was off by so much.
  const seen = sql.get<{ us: number | null }>(
    `SELECT max(latest_us + coalesce((
       SELECT offset_us FROM clock_correction
       WHERE from_seq <= clock_seq AND clock_seq < to_seq ORDER BY from_seq DESC LIMIT 1
     ), 0)) AS us FROM latest_time`,
  );
  return Math.max(now, seen?.us ?? 0);
}
