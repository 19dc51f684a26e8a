import type { CommandContext, SqlReader } from "../../ledger/contract.ts";

/** Enough to look past a clock that was set back a moment ago, few enough to be read at once. */
const ENTRIES_BACK = 1_000;

/**
 * Now, or the latest time at which the ledger recorded something where that is later: a clock set
 * back revives nothing that has expired. Microseconds since the epoch.
 */
export function latestTime(sql: SqlReader, { occurredAt }: CommandContext): number {
  const row = sql.get<{ latest: number | null }>(
    `SELECT max(recorded_at) AS latest
     FROM (SELECT recorded_at FROM entry ORDER BY seq DESC LIMIT ${ENTRIES_BACK})`,
  );
  return Math.max(occurredAt, row?.latest ?? 0);
}
