import type { Projection } from "../../ledger/contract.ts";
import type { RigServiceBody } from "./record.ts";

/** Table `rig_service`: of each rig that was ever disabled, how it stands now. */
export const rigServiceProjection: Projection = {
  name: "rig-service",
  version: 1,
  types: ["rig-service"],
  tables: ["rig_service"],
  ddl: [
    `CREATE TABLE rig_service (
      rig TEXT PRIMARY KEY, version INTEGER NOT NULL, enabled INTEGER NOT NULL,
      reason TEXT NOT NULL, since_us INTEGER NOT NULL, by TEXT NOT NULL
    ) STRICT, WITHOUT ROWID`,
  ],
  apply(sql, entry, raw) {
    const { rig, enabled } = raw as RigServiceBody;
    sql.run(
      "INSERT OR REPLACE INTO rig_service VALUES (?, ?, ?, ?, ?, ?)",
      ...[rig, entry.version, enabled ? 1 : 0, entry.reason ?? "", entry.occurredAt, entry.actor],
    );
  },
};
