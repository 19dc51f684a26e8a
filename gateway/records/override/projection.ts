import type { Override } from "../../domain/interlock/override.ts";
import type { RunHeader } from "../../domain/run.ts";
import type { Projection } from "../../ledger/contract.ts";

/** Tables `override` (the latest version of each) and `override_use`: the runs that needed it. */
export const overrideProjection: Projection = {
  name: "override",
  version: 1,
  types: ["override", "run"],
  tables: ["override_use", "override"],
  ddl: [
    `CREATE TABLE override (
      given_seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, rig TEXT NOT NULL,
      until_us INTEGER NOT NULL, version INTEGER NOT NULL, body TEXT NOT NULL
    ) STRICT`,
    "CREATE INDEX override_rig ON override (rig, until_us)",
    `CREATE TABLE override_use (
      override_id TEXT NOT NULL, run_id TEXT NOT NULL, PRIMARY KEY (override_id, run_id)
    ) STRICT, WITHOUT ROWID`,
  ],
  apply(sql, entry, raw) {
    if (entry.type === "run") {
      if (entry.version !== 1) return;
      const { id, invitation } = raw as RunHeader;
      for (const used of invitation?.overrides ?? []) {
        sql.run("INSERT INTO override_use VALUES (?, ?)", used, id);
      }
      return;
    }
    const body = raw as Override;
    if (entry.version > 1) {
      sql.run(
        "UPDATE override SET version = ?, until_us = ?, body = ? WHERE id = ?",
        ...[entry.version, body.until, JSON.stringify(body), body.id],
      );
      return;
    }
    sql.run(
      "INSERT INTO override VALUES (?, ?, ?, ?, ?, ?)",
      ...[entry.seq, body.id, body.rig, body.until, entry.version, JSON.stringify(body)],
    );
  },
};
