/** The import of demand: idempotent, all lines of a message or none. */
import { type NewEntry, Refusal, type Rule, type SqlReader } from "../../ledger/contract.ts";
import { isSameContent } from "../import-rule.ts";
import { findProduct } from "../product/rules.ts";
import type { DemandBody } from "./record.ts";

/** How many lines were new, changed, and there already. */
export interface DemandImported {
  readonly created: number;
  readonly changed: number;
  readonly unchanged: number;
}

/** Lines to be taken; with `isTrial` they are only looked at. */
export interface ImportDemand {
  readonly lines: readonly DemandBody[];
  readonly isTrial?: boolean;
}

/**
 * Takes demand lines. A line that is there with the same content appends nothing. Throws Refusal
 * `record.invalid` naming in `errors` each line of an unknown product or with a key that is there
 * twice: all lines are taken or none.
 */
export const importDemand: Rule<ImportDemand, DemandImported> = (sql, { lines, isTrial }) => {
  const errors = faultsOf(sql, lines);
  if (errors.length > 0) refuseLines(errors);
  const entries: NewEntry[] = [];
  let created = 0;
  for (const body of lines) {
    const { externalKey } = body;
    const before = findLine(sql, externalKey);
    if (before !== undefined && isSameContent(before.body, body)) continue;
    if (before === undefined) created += 1;
    const version = (before?.version ?? 0) + 1;
    const entry = { type: "demand", id: externalKey, version, schema: "demand/1", body };
    entries.push({ ...entry, action: before === undefined ? "created" : "changed" });
  }
  const counts = { created, changed: entries.length - created };
  const result = { ...counts, unchanged: lines.length - entries.length };
  return { entries: isTrial === true ? [] : entries, result };
};

interface LineFault {
  readonly path: string;
  readonly message: string;
}

/** Throws Refusal `record.invalid` with every fault. */
export function refuseLines(errors: readonly LineFault[]): never {
  const [first] = errors;
  const told = first === undefined ? "" : `${first.path}: ${first.message}`;
  const rest = errors.length > 1 ? ` (and ${errors.length - 1} more)` : "";
  throw new Refusal("record.invalid", `Nothing is imported: ${told}${rest}.`, { errors });
}

function faultsOf(sql: SqlReader, lines: readonly DemandBody[]): readonly LineFault[] {
  const seen = new Set<string>();
  return lines.flatMap(({ externalKey, partNumber }, index) => {
    const isTwice = seen.has(externalKey);
    seen.add(externalKey);
    const at = `lines.${index}`;
    const twice = { path: `${at}.externalKey`, message: `${externalKey} is there twice` };
    const unknown = { path: `${at}.partNumber`, message: `there is no product ${partNumber}` };
    return [
      ...(isTwice ? [twice] : []),
      ...(findProduct(sql, partNumber) === undefined ? [unknown] : []),
    ];
  });
}

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
