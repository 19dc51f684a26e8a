import type { Procedure } from "../../domain/procedure.ts";
import { type Query, Refusal, type SqlReader } from "../../ledger/contract.ts";
import { compact } from "../compact.ts";
import type { ProductBody } from "../import-file.ts";
import type { ProductView } from "../views.ts";

/** All products by part number, with their revisions and every version of their procedures. */
export const listProducts: Query<Record<string, never>, ProductView[]> = ({ sql }) =>
  sql
    .all<{ body: string }>("SELECT body FROM product ORDER BY part_number")
    .map(({ body }) => presentProduct(sql, JSON.parse(body) as ProductBody));

/** One product. Throws Refusal `record.not-found`. */
export const getProduct: Query<{ readonly partNumber: string }, ProductView> = (
  { sql },
  { partNumber },
) => {
  const row = sql.get<{ body: string }>(
    "SELECT body FROM product WHERE part_number = ?",
    partNumber,
  );
  if (row !== undefined) return presentProduct(sql, JSON.parse(row.body) as ProductBody);
  throw new Refusal("record.not-found", `there is no product ${partNumber}`, { id: partNumber });
};

function presentProduct(sql: SqlReader, body: ProductBody): ProductView {
  const { partNumber, name, stage, description, route, revisions } = body;
  const procedures = sql
    .all<{ body: string; hash: string }>(
      `SELECT content.body AS body, content.hash AS hash
       FROM procedure JOIN procedure_content AS content USING (hash)
       WHERE part_number = ? ORDER BY id, version DESC`,
      partNumber,
    )
    .map((row) => presentProcedure(JSON.parse(row.body) as Procedure, row.hash));
  return compact({ partNumber, name, stage, description, route, revisions, procedures });
}

function presentProcedure(procedure: Procedure, hash: string): ProductView["procedures"][number] {
  const { id, version, name, operation, status } = procedure;
  const measurements = procedure.measurements.map((spec) => ({
    id: spec.id,
    name: spec.name,
    limits: spec.limits,
  }));
  return { id, version, name, operation, status, hash, measurements };
}
