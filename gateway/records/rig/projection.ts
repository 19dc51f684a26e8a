import type { Projection } from "../../ledger/contract.ts";
import type { RigBody } from "./rules.ts";

/** Table `rig`: what each rig was last declared to be. */
export const rigProjection: Projection = {
  name: "rig",
  version: 1,
  types: ["rig"],
  tables: ["rig"],
  ddl: [
    `CREATE TABLE rig (
      name TEXT PRIMARY KEY, station TEXT NOT NULL, operation TEXT NOT NULL, body TEXT NOT NULL,
      version INTEGER NOT NULL, seq INTEGER NOT NULL
    ) STRICT`,
  ],
  apply(sql, entry, raw) {
    const body = raw as RigBody;
    sql.run(
      "INSERT OR REPLACE INTO rig VALUES (?, ?, ?, ?, ?, ?)",
      ...[body.name, body.station, body.operation, JSON.stringify(body)],
      ...[entry.version, entry.seq],
    );
  },
};
