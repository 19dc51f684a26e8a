import type { Rule, SqlReader } from "../../ledger/contract.ts";
import { type ImportResult, isSameContent, unchanged } from "../import-rule.ts";
import type { SiteBody } from "./record.ts";

/** Records what the site is; appends only when it changed. */
export const declareSite: Rule<SiteBody, ImportResult> = (sql, input) => {
  const before = sql.get<{ version: number; body: string }>(
    "SELECT version, body FROM site WHERE name = ?",
    input.name,
  );
  if (before !== undefined && isSameContent(JSON.parse(before.body), input)) return unchanged();
  const version = (before?.version ?? 0) + 1;
  const entry = { type: "site", id: input.name, version, schema: "site/1", action: "declared" };
  return { entries: [{ ...entry, body: input }], result: "imported" };
};

/** The site as it was last declared; in UTC and without shifts where none was. */
export function currentSite(sql: SqlReader): SiteBody {
  const row = sql.get<{ body: string }>("SELECT body FROM site ORDER BY seq DESC LIMIT 1");
  return row === undefined
    ? { name: "", timeZone: "UTC", shifts: [] }
    : (JSON.parse(row.body) as SiteBody);
}
