import { parseIsoTime } from "../../domain/iso-time.ts";
import { limitsOf } from "../../domain/limit-set.ts";
import type { Procedure } from "../../domain/procedure.ts";
import type { Projection } from "../../ledger/contract.ts";
import { contentHash } from "../content-hash.ts";
import type { ProcedureBody } from "../import-file.ts";

/**
 * Tables `procedure` (each version as it is now) and `procedure_content` (each content that ever
 * was, by hash: a run pins one, and a draft may change while its run is open).
 */
export const procedureProjection: Projection = {
  name: "procedure",
  version: 2,
  types: ["procedure"],
  tables: ["procedure", "procedure_content"],
  ddl: [
    `CREATE TABLE procedure (
      id TEXT NOT NULL, version INTEGER NOT NULL, name TEXT NOT NULL, part_number TEXT NOT NULL,
      operation TEXT NOT NULL, status TEXT NOT NULL, hash TEXT NOT NULL,
      entry_version INTEGER NOT NULL, seq INTEGER NOT NULL, effective_from INTEGER NOT NULL,
      PRIMARY KEY (id, version)
    ) STRICT, WITHOUT ROWID`,
    "CREATE INDEX procedure_in_force ON procedure (part_number, operation, status, version)",
    `CREATE TABLE procedure_content (
      hash TEXT PRIMARY KEY, body TEXT NOT NULL, limits_hash TEXT NOT NULL
    ) STRICT`,
  ],
  apply(sql, entry, raw) {
    const { hash, ...body } = raw as ProcedureBody & { hash: string };
    sql.run(
      "INSERT OR IGNORE INTO procedure_content VALUES (?, ?, ?)",
      ...[hash, JSON.stringify(body), contentHash(limitsOf(body as Procedure))],
    );
    const { effectiveFrom } = body;
    const fromUs = effectiveFrom === undefined ? 0 : (parseIsoTime(effectiveFrom) ?? 0);
    sql.run(
      "INSERT OR REPLACE INTO procedure VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      ...[body.id, body.version, body.name, body.partNumber, body.operation, body.status, hash],
      ...[entry.version, entry.seq, fromUs],
    );
  },
};
