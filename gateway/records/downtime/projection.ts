import type { RunHeader } from "../../domain/run.ts";
import type { Projection } from "../../ledger/contract.ts";
import type { DowntimeBody } from "./record.ts";

/**
 * Table `downtime`: each one as it is now. The next run of its place ends it; that follows from the
 * entries, so it needs none of its own. A reference unit's run does not: it is a check, and the
 * line stands still meanwhile.
 */
export const downtimeProjection: Projection = {
  name: "downtime",
  version: 1,
  types: ["downtime", "run"],
  tables: ["downtime"],
  ddl: [
    `CREATE TABLE downtime (
      seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, station TEXT NOT NULL, rig TEXT,
      reason TEXT NOT NULL, path TEXT NOT NULL, planned INTEGER NOT NULL, note TEXT,
      started_us INTEGER NOT NULL, started_by TEXT NOT NULL, started_clock TEXT NOT NULL,
      ended_us INTEGER, ended_by TEXT, ended_actor TEXT, ended_clock TEXT, run_id TEXT,
      version INTEGER NOT NULL
    ) STRICT`,
    "CREATE INDEX downtime_open ON downtime (station) WHERE ended_us IS NULL",
    "CREATE INDEX downtime_station ON downtime (station, seq)",
    "CREATE INDEX downtime_ended ON downtime (ended_us)",
  ],
  apply(sql, entry, raw) {
    if (entry.type === "run") {
      const run = raw as RunHeader;
      if (entry.version !== 1 || run.source !== "rig") return;
      if (run.invitation?.referenceUnitId !== undefined) return;
      sql.run(
        `UPDATE downtime INDEXED BY downtime_open
         SET ended_us = max(started_us, ?), ended_by = 'run', ended_actor = ?,
           ended_clock = ?, run_id = ?
         WHERE station = ? AND ended_us IS NULL AND (rig IS NULL OR rig = ?)`,
        ...[run.startedAt, entry.actor, entry.clockState, run.id, run.station, run.rig],
      );
      return;
    }
    const { id, station, rig, reason, note, state, endedBy } = raw as DowntimeBody;
    if (state === "open") {
      sql.run(
        `INSERT INTO downtime VALUES
           (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL, NULL, NULL, NULL, NULL, ?)`,
        ...[entry.seq, id, station, rig ?? null, reason.code, JSON.stringify(reason.path)],
        ...[reason.planned ? 1 : 0, note ?? null, entry.occurredAt, entry.actor],
        ...[entry.clockState, entry.version],
      );
      return;
    }
    sql.run(
      `UPDATE downtime SET ended_us = max(started_us, ?), ended_by = ?, ended_actor = ?,
         ended_clock = ?, note = ?, version = ? WHERE id = ?`,
      ...[entry.occurredAt, endedBy ?? "hand", entry.actor, entry.clockState, note ?? null],
      ...[entry.version, id],
    );
  },
};
