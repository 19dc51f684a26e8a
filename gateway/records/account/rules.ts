/** The account of every sink as a record: once for each UTC day, and at each stop. */
import type { Account, Rule } from "../../ledger/contract.ts";

export interface AccountInput {
  /** UTC, e.g. "2026-11-23". */
  readonly day: string;
  readonly accounts: readonly Account[];
}

/** One more version of the day's account; the latest one is the day's. */
export const recordAccount: Rule<AccountInput, number> = (sql, { day, accounts }) => {
  const latest = sql.get<{ version: number | null }>(
    "SELECT max(version) AS version FROM entry WHERE type = 'account' AND id = ?",
    day,
  );
  const version = (latest?.version ?? 0) + 1;
  const body = { day, accounts };
  const record = { type: "account", id: day, version, schema: "account/1", body };
  return { entries: [{ ...record, action: "taken" }], result: version };
};
