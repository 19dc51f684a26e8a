import type { Projection } from "../../ledger/contract.ts";
import type { ReceivedFile } from "./record.ts";

/** Table `received_file`: files of other tools, by the hash of the original. */
export const exchangeProjection: Projection = {
  name: "received-file",
  version: 1,
  types: ["received-file"],
  tables: ["received_file"],
  ddl: [
    `CREATE TABLE received_file (
      seq INTEGER PRIMARY KEY, hash TEXT NOT NULL UNIQUE, version INTEGER NOT NULL,
      received_at INTEGER NOT NULL, actor TEXT NOT NULL, body TEXT NOT NULL
    ) STRICT`,
  ],
  apply(sql, entry, raw) {
    const body = raw as ReceivedFile;
    sql.run(
      `INSERT INTO received_file VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (hash) DO UPDATE SET
         version = excluded.version, body = excluded.body`,
      ...[entry.seq, body.hash, entry.version, entry.occurredAt, entry.actor],
      JSON.stringify(body),
    );
  },
};
