import type { Projection } from "../../ledger/contract.ts";
import type { SiteBody } from "./record.ts";

/** Table `site`: what it was last declared to be. A ledger has one, but for a change of name. */
export const siteProjection: Projection = {
  name: "site",
  version: 1,
  types: ["site"],
  tables: ["site"],
  ddl: [
    `CREATE TABLE site (
      name TEXT PRIMARY KEY, body TEXT NOT NULL, version INTEGER NOT NULL, seq INTEGER NOT NULL
    ) STRICT`,
  ],
  apply(sql, entry, raw) {
    const body = raw as SiteBody;
    sql.run(
      "INSERT OR REPLACE INTO site VALUES (?, ?, ?, ?)",
      ...[body.name, JSON.stringify(body), entry.version, entry.seq],
    );
  },
};
