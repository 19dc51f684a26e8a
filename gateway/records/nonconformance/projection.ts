import type { Entry } from "../../domain/entry.ts";
import type { Projection, SqlWriter } from "../../ledger/contract.ts";
import type { ContainmentBody, DispositionBody, NonconformanceBody } from "./record.ts";

/**
 * Tables `nonconformance`, `nonconformance_line` (one row for each unit) and `concession` (one for
 * each failed run it stands for). Applied before units, whose status reads concessions.
 */
export const nonconformanceProjection: Projection = {
  name: "nonconformance",
  version: 2,
  types: ["nonconformance", "containment", "disposition"],
  tables: ["concession", "nonconformance_line", "nonconformance"],
  ddl: [
    `CREATE TABLE nonconformance (
      seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, state TEXT NOT NULL, body TEXT NOT NULL,
      opened_at INTEGER NOT NULL, opened_by TEXT NOT NULL, version INTEGER NOT NULL
    ) STRICT`,
    "CREATE INDEX nonconformance_state ON nonconformance (state, seq)",
    "CREATE INDEX nonconformance_title ON nonconformance (body ->> 'title')",
    `CREATE TABLE nonconformance_line (
      nonconformance_id TEXT NOT NULL, unit_id TEXT NOT NULL, containment_id TEXT NOT NULL,
      disposition_id TEXT, disposition TEXT, concession TEXT,
      PRIMARY KEY (nonconformance_id, unit_id)
    ) STRICT, WITHOUT ROWID`,
    "CREATE INDEX nonconformance_line_unit ON nonconformance_line (unit_id)",
    `CREATE TABLE concession (
      unit_id TEXT NOT NULL, run_id TEXT NOT NULL, operation TEXT NOT NULL,
      disposition_id TEXT NOT NULL, expires_at INTEGER NOT NULL,
      PRIMARY KEY (unit_id, run_id, disposition_id)
    ) STRICT, WITHOUT ROWID`,
  ],
  apply(sql, entry, raw) {
    if (entry.type === "nonconformance") write(sql, entry, raw as NonconformanceBody);
    else if (entry.type === "containment") contain(sql, raw as ContainmentBody);
    else dispose(sql, raw as DispositionBody);
  },
};

function write(sql: SqlWriter, entry: Entry, body: NonconformanceBody): void {
  sql.run(
    `INSERT INTO nonconformance VALUES (?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET state = excluded.state, body = excluded.body,
       version = excluded.version`,
    ...[entry.seq, body.id, body.state, JSON.stringify(body)],
    ...[entry.occurredAt, entry.actor, entry.version],
  );
}

/** A unit that is contained again waits for a disposition again. */
function contain(sql: SqlWriter, { id, nonconformanceId, unitIds }: ContainmentBody): void {
  for (const unitId of unitIds) {
    sql.run(
      "INSERT OR REPLACE INTO nonconformance_line VALUES (?, ?, ?, NULL, NULL, NULL)",
      ...[nonconformanceId, unitId, id],
    );
  }
}

function dispose(sql: SqlWriter, disposition: DispositionBody): void {
  const { id, nonconformanceId, kind, unitIds, concession } = disposition;
  const granted = concession && JSON.stringify({ ...concession, runs: [] });
  for (const unitId of unitIds) {
    sql.run(
      `UPDATE nonconformance_line SET disposition_id = ?, disposition = ?, concession = ?
       WHERE nonconformance_id = ? AND unit_id = ?`,
      ...[id, kind, granted ?? null, nonconformanceId, unitId],
    );
  }
  for (const { unitId, runId, operation } of concession?.runs ?? []) {
    sql.run(
      "INSERT OR REPLACE INTO concession VALUES (?, ?, ?, ?, ?)",
      ...[unitId, runId, operation, id, concession?.expiresAt ?? 0],
    );
  }
}
