import type { Projection, SqlReader } from "../../ledger/contract.ts";
import type { ProductBody } from "../import-file.ts";
import { type RevisionRoute, routesAfter } from "./record.ts";

/** Tables `product` (latest body) and `revision` (with the route its units must pass). */
export const productProjection: Projection = {
  name: "product",
  version: 1,
  types: ["product"],
  tables: ["revision", "product"],
  ddl: [
    `CREATE TABLE product (
      part_number TEXT PRIMARY KEY, name TEXT NOT NULL, stage TEXT NOT NULL, body TEXT NOT NULL,
      version INTEGER NOT NULL, seq INTEGER NOT NULL
    ) STRICT`,
    `CREATE TABLE revision (
      part_number TEXT NOT NULL, revision TEXT NOT NULL, status TEXT NOT NULL, route TEXT NOT NULL,
      fixed_seq INTEGER, position INTEGER NOT NULL,
      PRIMARY KEY (part_number, revision)
    ) STRICT, WITHOUT ROWID`,
  ],
  apply(sql, entry, raw) {
    const body = raw as ProductBody;
    const routes = routesAfter(body, entry.seq, readRoutes(sql, body.partNumber));
    sql.run(
      "INSERT OR REPLACE INTO product VALUES (?, ?, ?, ?, ?, ?)",
      ...[body.partNumber, body.name, body.stage, JSON.stringify(body)],
      ...[entry.version, entry.seq],
    );
    sql.run("DELETE FROM revision WHERE part_number = ?", body.partNumber);
    for (const [position, { revision, route, fixedSeq }] of routes.entries()) {
      const status = body.revisions[position]?.status ?? "draft";
      sql.run(
        "INSERT INTO revision VALUES (?, ?, ?, ?, ?, ?)",
        ...[body.partNumber, revision, status, JSON.stringify(route), fixedSeq, position],
      );
    }
  },
};

function readRoutes(sql: SqlReader, partNumber: string): readonly RevisionRoute[] {
  return sql
    .all<{ revision: string; route: string; fixedSeq: number | null }>(
      "SELECT revision, route, fixed_seq AS fixedSeq FROM revision WHERE part_number = ?",
      partNumber,
    )
    .map((row) => ({ ...row, route: JSON.parse(row.route) as string[] }));
}
