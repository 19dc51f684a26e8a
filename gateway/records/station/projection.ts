import type { Projection } from "../../ledger/contract.ts";
import type { StationBody } from "./rules.ts";

/** Table `station`: what each work place was last declared to be. */
export const stationProjection: Projection = {
  name: "station",
  version: 1,
  types: ["station"],
  tables: ["station"],
  ddl: [
    `CREATE TABLE station (
      id TEXT PRIMARY KEY, title TEXT NOT NULL, body TEXT NOT NULL, version INTEGER NOT NULL,
      seq INTEGER NOT NULL
    ) STRICT`,
  ],
  apply(sql, entry, raw) {
    const body = raw as StationBody;
    sql.run(
      "INSERT OR REPLACE INTO station VALUES (?, ?, ?, ?, ?)",
      ...[body.id, body.title, JSON.stringify(body), entry.version, entry.seq],
    );
  },
};
