import type { SignatureBody } from "../../domain/access/signature.ts";
import type { Projection } from "../../ledger/contract.ts";

/** Table `signature`: every signature by the record it covers. */
export const signatureProjection: Projection = {
  name: "signature",
  version: 1,
  types: ["signature"],
  tables: ["signature"],
  ddl: [
    `CREATE TABLE signature (
      seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, record_type TEXT NOT NULL,
      record_id TEXT NOT NULL, record_version INTEGER NOT NULL, person_id TEXT NOT NULL,
      signed_at INTEGER NOT NULL, body TEXT NOT NULL
    ) STRICT`,
    "CREATE INDEX signature_record ON signature (record_type, record_id, record_version)",
    "CREATE INDEX signature_person ON signature (person_id, seq)",
  ],
  apply(sql, entry, raw) {
    const body = raw as SignatureBody;
    sql.run(
      "INSERT INTO signature VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
      ...[entry.seq, body.id, body.recordType, body.recordId, body.recordVersion],
      ...[body.personId, body.signedAt, JSON.stringify(body)],
    );
  },
};
