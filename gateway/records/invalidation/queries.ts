import { isoTime } from "../../domain/iso-time.ts";
import type { Query } from "../../ledger/contract.ts";
import type { InvalidationBody, InvalidationView } from "./record.ts";

/** Invalidations of one run or one nonconformance, oldest first. */
export const listInvalidations: Query<
  { readonly runId?: string; readonly nonconformanceId?: string },
  InvalidationView[]
> = ({ sql }, { runId, nonconformanceId }) => {
  const [column, value] =
    runId === undefined ? ["nonconformance_id", nonconformanceId ?? ""] : ["run_id", runId];
  return sql
    .all<{ body: string; version: number; changedAt: number }>(
      `SELECT body, version, changed_at AS changedAt FROM invalidation
       WHERE ${column} = ? ORDER BY seq`,
      value,
    )
    .map(({ body, version, changedAt }) => ({
      ...(JSON.parse(body) as InvalidationBody),
      version,
      changedAt: isoTime(changedAt),
    }));
};
