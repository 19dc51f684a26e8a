/** The latest time the ledger has seen: a clock that is set back revives nothing. */
import type { ClockRecord } from "../../domain/clock/clock-record.ts";
import type { Entry } from "../../domain/entry.ts";
import type { Projection, SqlReader, SqlWriter } from "../../ledger/contract.ts";

const NEWEST = "(SELECT max(clock_seq) FROM latest_time)";

/**
 * Table `latest_time`: the latest recording time since each event of the clock, of entries of the
 * `types`. Kept by event, so that a time which turns out to have been wrong is corrected and does
 * not stand for ever. `earlier_us` is the latest of all events before: so the newest row is enough.
 */
export function latestTimeOf(types: readonly string[]): Projection {
  return {
    name: "latest-time",
    version: 2,
    types,
    tables: ["latest_time"],
    ddl: [
      `CREATE TABLE latest_time (
        clock_seq INTEGER PRIMARY KEY, recorded_us INTEGER NOT NULL, latest_us INTEGER NOT NULL,
        earlier_us INTEGER NOT NULL
      ) STRICT`,
    ],
    apply(sql, entry, body) {
      if (entry.type === "clock") noteEvent(sql, entry, body as ClockRecord);
      else noteTime(sql, entry.recordedAt);
    },
  };
}

function noteEvent(sql: SqlWriter, { seq, recordedAt }: Entry, body: ClockRecord): void {
  const corrections = body.corrections ?? [];
  for (const [index, { fromSeq, offsetUs }] of corrections.entries()) {
    // What is behind a correction was recorded by a clock that was off by so much.
    sql.run(
      `UPDATE latest_time SET latest_us = recorded_us + ?
       WHERE clock_seq >= ? AND clock_seq < ?`,
      ...[offsetUs, fromSeq, corrections[index + 1]?.fromSeq ?? seq],
    );
  }
  sql.run(
    `INSERT INTO latest_time
     SELECT ?, ?, ?, coalesce(max(latest_us), 0) FROM latest_time`,
    ...[seq, recordedAt, recordedAt],
  );
}

function noteTime(sql: SqlWriter, recordedAt: number): void {
  const newest = sql.get<{ seq: number; us: number }>(
    `SELECT clock_seq AS seq, recorded_us AS us FROM latest_time WHERE clock_seq = ${NEWEST}`,
  );
  if (newest === undefined) {
    sql.run("INSERT INTO latest_time VALUES (0, ?, ?, 0)", recordedAt, recordedAt);
  } else if (recordedAt > newest.us) {
    sql.run(
      "UPDATE latest_time SET recorded_us = ?, latest_us = ? WHERE clock_seq = ?",
      ...[recordedAt, recordedAt, newest.seq],
    );
  }
}

/**
 * `now`, or the latest time the ledger has seen where that is later, corrected where the clock is
 * known to have been off; microseconds since the epoch.
 */
export function latestTime(sql: SqlReader, now = 0): number {
  const seen = sql.get<{ us: number }>(
    `SELECT max(latest_us, earlier_us) AS us FROM latest_time WHERE clock_seq = ${NEWEST}`,
  );
  return Math.max(now, seen?.us ?? 0);
}
