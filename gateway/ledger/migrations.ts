/** The ledger database's schema: a list that only ever grows. `user_version` counts what ran. */

import { SCHEMA_1 } from "./schema/schema-1.ts";
import { SCHEMA_2 } from "./schema/schema-2.ts";
import { SCHEMA_3 } from "./schema/schema-3.ts";
import type { Connection } from "./store/connection.ts";

/** Index + 1 is the version a migration leads to. Never edit one that was shipped. */
const MIGRATIONS: readonly string[] = [SCHEMA_1, SCHEMA_2, SCHEMA_3];

/** The newest schema this program understands. */
export const SCHEMA_VERSION = MIGRATIONS.length;

/** The schema version a database was written with; 0 for a new file. */
export function readSchemaVersion(db: Connection): number {
  return db.get<{ user_version: number }>("PRAGMA user_version")?.user_version ?? 0;
}

/** Brings the database to SCHEMA_VERSION, one transaction for each step. */
export function migrate(db: Connection): void {
  for (let version = readSchemaVersion(db); version < SCHEMA_VERSION; version += 1) {
    db.exec("BEGIN EXCLUSIVE");
    db.exec(MIGRATIONS[version] ?? "");
    db.exec(`PRAGMA user_version = ${version + 1}`);
    db.exec("COMMIT");
  }
}
