import type { Projection } from "../../ledger/contract.ts";
import type { OrderBody } from "../import-file.ts";

/** Table `production_order` (ORDER is a word of SQL): the latest body of each order. */
export const orderProjection: Projection = {
  name: "order",
  version: 1,
  types: ["order"],
  tables: ["production_order"],
  ddl: [
    `CREATE TABLE production_order (
      id TEXT PRIMARY KEY, part_number TEXT NOT NULL, status TEXT NOT NULL, body TEXT NOT NULL,
      version INTEGER NOT NULL, seq INTEGER NOT NULL
    ) STRICT`,
    "CREATE INDEX production_order_part ON production_order (part_number, id)",
  ],
  apply(sql, entry, raw) {
    const body = raw as OrderBody;
    sql.run(
      "INSERT OR REPLACE INTO production_order VALUES (?, ?, ?, ?, ?, ?)",
      ...[body.id, body.partNumber, body.status, JSON.stringify(body), entry.version, entry.seq],
    );
  },
};
