/** The import of demand: idempotent, all lines of a message or none. */
import type { NewEntry, Rule, SqlReader } from "../../ledger/contract.ts";
import { isSameContent, refuseInvalid } from "../import-rule.ts";
import { findProduct } from "../product/rules.ts";
import type { DemandBody } from "./record.ts";

/** How many lines were new, changed, and there already. */
export interface DemandImported {
  readonly created: number;
  readonly changed: number;
  readonly unchanged: number;
}

/**
 * Takes demand lines. A line that is there with the same content appends nothing. Throws Refusal
 * `record.invalid` naming the line for an unknown product or a key that is there twice.
 */
export const importDemand: Rule<{ readonly lines: readonly DemandBody[] }, DemandImported> = (
  sql,
  { lines },
) => {
  const entries: NewEntry[] = [];
  const seen = new Set<string>();
  let created = 0;
  for (const [index, body] of lines.entries()) {
    const at = `lines.${index}`;
    const { externalKey, partNumber } = body;
    if (seen.has(externalKey)) refuseInvalid(`${at}.externalKey`, `${externalKey} is there twice`);
    seen.add(externalKey);
    if (findProduct(sql, partNumber) === undefined) {
      refuseInvalid(`${at}.partNumber`, `no product ${partNumber}`);
    }
    const before = findLine(sql, externalKey);
    if (before !== undefined && isSameContent(before.body, body)) continue;
    if (before === undefined) created += 1;
    const version = (before?.version ?? 0) + 1;
    const entry = { type: "demand", id: externalKey, version, schema: "demand/1", body };
    entries.push({ ...entry, action: before === undefined ? "created" : "changed" });
  }
  const counts = { created, changed: entries.length - created };
  return { entries, result: { ...counts, unchanged: lines.length - entries.length } };
};

function findLine(
  sql: SqlReader,
  key: string,
): { readonly version: number; readonly body: DemandBody } | undefined {
  const row = sql.get<{ version: number; body: string }>(
    "SELECT version, body FROM demand WHERE external_key = ?",
    key,
  );
  return row && { version: row.version, body: JSON.parse(row.body) as DemandBody };
}
