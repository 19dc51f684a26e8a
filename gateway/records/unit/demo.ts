import type { SqlReader } from "../../ledger/contract.ts";

/**
 * True where the data directory is marked as a demo: simulated runs count there and nowhere else.
 * The mark is for ever, so what is derived from it is the same after every replay. A ledger without
 * any mark is one in memory, where nothing is evidence.
 */
export function isDemo(sql: SqlReader): boolean {
  const row = sql.get<{ value: string }>("SELECT value FROM meta WHERE key = 'demo'");
  return row === undefined || row.value === "true";
}
