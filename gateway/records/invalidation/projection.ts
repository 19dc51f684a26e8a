import type { Projection } from "../../ledger/contract.ts";
import type { InvalidationBody } from "./record.ts";

/** Table `invalidation`: each as it is now. What it does to its run is in the table of runs. */
export const invalidationProjection: Projection = {
  name: "invalidation",
  version: 1,
  types: ["invalidation"],
  tables: ["invalidation"],
  ddl: [
    `CREATE TABLE invalidation (
      seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, run_id TEXT NOT NULL,
      nonconformance_id TEXT NOT NULL, state TEXT NOT NULL, body TEXT NOT NULL,
      changed_at INTEGER NOT NULL, version INTEGER NOT NULL
    ) STRICT`,
    "CREATE INDEX invalidation_run ON invalidation (run_id)",
    "CREATE INDEX invalidation_nonconformance ON invalidation (nonconformance_id)",
  ],
  apply(sql, entry, raw) {
    const body = raw as InvalidationBody;
    sql.run(
      `INSERT INTO invalidation VALUES (?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (id) DO UPDATE SET state = excluded.state, body = excluded.body,
         changed_at = excluded.changed_at, version = excluded.version`,
      ...[entry.seq, body.id, body.runId, body.nonconformanceId, body.state],
      ...[JSON.stringify(body), entry.occurredAt, entry.version],
    );
  },
};
