import type { Projection } from "../../ledger/contract.ts";
import { EXCEPTION_TYPES, findingsOf } from "./classify.ts";

/** Table `exception`: every entry that did not go by the book, once for each reason. */
export const exceptionProjection: Projection = {
  name: "exception",
  version: 1,
  types: EXCEPTION_TYPES,
  tables: ["exception"],
  ddl: [
    `CREATE TABLE exception (
      seq INTEGER NOT NULL, kind TEXT NOT NULL, type TEXT NOT NULL, id TEXT NOT NULL,
      serial_number TEXT, occurred_at INTEGER NOT NULL, actor TEXT NOT NULL, text TEXT NOT NULL,
      PRIMARY KEY (seq, kind)
    ) STRICT, WITHOUT ROWID`,
    "CREATE INDEX exception_kind ON exception (kind, seq)",
    "CREATE INDEX exception_serial ON exception (serial_number, seq)",
  ],
  apply(sql, entry, body) {
    const { serialNumber } = body as { readonly serialNumber?: unknown };
    const serial = typeof serialNumber === "string" ? serialNumber : null;
    for (const { kind, text } of findingsOf(entry, body)) {
      sql.run(
        "INSERT OR IGNORE INTO exception VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        ...[entry.seq, kind, entry.type, entry.id, serial],
        ...[entry.occurredAt, entry.actor, text],
      );
    }
  },
};
