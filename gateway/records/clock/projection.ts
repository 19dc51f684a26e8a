import type { ClockRecord } from "../../domain/clock/clock-record.ts";
import type { Entry } from "../../domain/entry.ts";
import type { Projection, SqlWriter } from "../../ledger/contract.ts";

/** Tables `clock_event`: how the clock stood when; `clock_correction`: how far it had been off. */
export const clockProjection: Projection = {
  name: "clock",
  version: 1,
  types: ["clock"],
  tables: ["clock_event", "clock_correction"],
  ddl: [
    `CREATE TABLE clock_event (
      seq INTEGER PRIMARY KEY, boot_id TEXT NOT NULL, version INTEGER NOT NULL,
      event TEXT NOT NULL, state TEXT NOT NULL, base_us INTEGER NOT NULL,
      telemetry_head INTEGER NOT NULL, recorded_at INTEGER NOT NULL, body TEXT NOT NULL
    ) STRICT`,
    "CREATE INDEX clock_boot ON clock_event (boot_id, seq)",
    `CREATE TABLE clock_correction (
      from_seq INTEGER PRIMARY KEY, to_seq INTEGER NOT NULL, from_ordinal INTEGER NOT NULL,
      to_ordinal INTEGER NOT NULL, offset_us INTEGER NOT NULL, told_seq INTEGER NOT NULL
    ) STRICT`,
  ],
  apply(sql, entry, raw) {
    const body = raw as ClockRecord;
    sql.run(
      "INSERT INTO clock_event VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
      ...[entry.seq, body.bootId, entry.version, body.event, body.state, body.baseUs],
      ...[body.telemetryHead, entry.recordedAt, JSON.stringify(body)],
    );
    addCorrections(sql, entry, body);
  },
};

function addCorrections(sql: SqlWriter, entry: Entry, body: ClockRecord): void {
  const all = body.corrections ?? [];
  for (const [index, { fromSeq, fromOrdinal, offsetUs }] of all.entries()) {
    const next = all[index + 1];
    const to = [next?.fromSeq ?? entry.seq, next?.fromOrdinal ?? body.telemetryHead] as const;
    sql.run(
      "INSERT OR REPLACE INTO clock_correction VALUES (?, ?, ?, ?, ?, ?)",
      ...[fromSeq, to[0], fromOrdinal, to[1], offsetUs, entry.seq],
    );
  }
}
