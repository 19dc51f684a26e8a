import { type AlarmRecord, alarmKey } from "../../domain/alarm/alarm.ts";
import type { Projection } from "../../ledger/contract.ts";

/** Table `alarm`: one row an alarm, as its latest entry has it. */
export const alarmProjection: Projection = {
  name: "alarm",
  version: 1,
  types: ["alarm"],
  tables: ["alarm"],
  ddl: [
    `CREATE TABLE alarm (
      raised_seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, version INTEGER NOT NULL,
      rig TEXT NOT NULL, key TEXT NOT NULL, kind TEXT NOT NULL, state TEXT NOT NULL,
      raised_at INTEGER NOT NULL, cleared_at INTEGER, body TEXT NOT NULL
    ) STRICT`,
    "CREATE UNIQUE INDEX alarm_active ON alarm (rig, key) WHERE cleared_at IS NULL",
    "CREATE INDEX alarm_rig ON alarm (rig, raised_seq)",
    "CREATE INDEX alarm_state ON alarm (state, raised_seq)",
    "CREATE INDEX alarm_raised_at ON alarm (raised_at)",
  ],
  apply(sql, entry, raw) {
    const body = raw as AlarmRecord;
    if (entry.version === 1) {
      sql.run(
        "INSERT INTO alarm VALUES (?, ?, ?, ?, ?, ?, ?, ?, NULL, ?)",
        ...[entry.seq, body.id, 1, body.rig, alarmKey(body), body.kind, body.state],
        ...[body.raisedAt, JSON.stringify(body)],
      );
      return;
    }
    sql.run(
      "UPDATE alarm SET version = ?, state = ?, cleared_at = ?, body = ? WHERE id = ?",
      ...[entry.version, body.state, body.clearedAt ?? null, JSON.stringify(body), body.id],
    );
  },
};
