import type { Projection } from "../../ledger/contract.ts";
import type { AccessEventBody, PersonBody, QualificationBody, TokenBody } from "./record.ts";

/**
 * Tables `person` and `access_token` (the latest version of each), `qualification`, and
 * `access_event` (locks). None holds a name or a secret.
 */
export const personProjection: Projection = {
  name: "person",
  version: 1,
  types: ["person", "access-token", "qualification", "access-event"],
  tables: ["person", "access_token", "qualification", "access_event"],
  ddl: [
    `CREATE TABLE person (
      id TEXT PRIMARY KEY, version INTEGER NOT NULL, state TEXT NOT NULL, body TEXT NOT NULL
    ) STRICT, WITHOUT ROWID`,
    `CREATE TABLE access_token (
      id TEXT PRIMARY KEY, version INTEGER NOT NULL, person_id TEXT NOT NULL, state TEXT NOT NULL,
      body TEXT NOT NULL
    ) STRICT, WITHOUT ROWID`,
    "CREATE INDEX access_token_person ON access_token (person_id)",
    `CREATE TABLE qualification (
      person_id TEXT NOT NULL, procedure_id TEXT NOT NULL, valid_until_us INTEGER NOT NULL,
      version INTEGER NOT NULL,
      PRIMARY KEY (person_id, procedure_id)
    ) STRICT, WITHOUT ROWID`,
    `CREATE TABLE access_event (
      seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, person_id TEXT NOT NULL, kind TEXT NOT NULL
    ) STRICT`,
  ],
  apply(sql, { type, version, seq }, raw) {
    if (type === "person") {
      const { id, state } = raw as PersonBody;
      const values = [id, version, state, JSON.stringify(raw)];
      sql.run("INSERT OR REPLACE INTO person VALUES (?, ?, ?, ?)", ...values);
    } else if (type === "access-token") {
      const { id, personId, state } = raw as TokenBody;
      const values = [id, version, personId, state, JSON.stringify(raw)];
      sql.run("INSERT OR REPLACE INTO access_token VALUES (?, ?, ?, ?, ?)", ...values);
    } else if (type === "qualification") {
      const { personId, procedureId, validUntil } = raw as QualificationBody;
      const values = [personId, procedureId, validUntil, version];
      sql.run("INSERT OR REPLACE INTO qualification VALUES (?, ?, ?, ?)", ...values);
    } else {
      const { id, personId, kind } = raw as AccessEventBody;
      sql.run("INSERT INTO access_event VALUES (?, ?, ?, ?)", seq, id, personId, kind);
    }
  },
};
