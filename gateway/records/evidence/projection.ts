import type { Projection } from "../../ledger/contract.ts";
import type { EvidenceBody } from "./record.ts";

/** Table `evidence`: the latest body of each package, and when it was begun. */
export const evidenceProjection: Projection = {
  name: "evidence",
  version: 1,
  types: ["evidence"],
  tables: ["evidence"],
  ddl: [
    `CREATE TABLE evidence (
      seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, number TEXT NOT NULL UNIQUE,
      version INTEGER NOT NULL, state TEXT NOT NULL, created_at INTEGER NOT NULL,
      changed_at INTEGER NOT NULL, body TEXT NOT NULL
    ) STRICT`,
  ],
  apply(sql, entry, raw) {
    const body = raw as EvidenceBody;
    sql.run(
      `INSERT INTO evidence VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET
         version = excluded.version, state = excluded.state, changed_at = excluded.changed_at,
         body = excluded.body`,
      ...[entry.seq, body.id, body.number, entry.version, body.state],
      ...[entry.occurredAt, entry.occurredAt, JSON.stringify(body)],
    );
  },
};
