import {
  type ClockRecord,
  correctSpans,
  type UntrustedSpan,
} from "../../domain/clock/clock-record.ts";
import type { Rule, SqlReader } from "../../ledger/contract.ts";

/**
 * Records how the machine's clock stands. The first record after it has come in time says how far
 * off it was for everything that was stamped since it was last known to be.
 */
export const noteClock: Rule<ClockRecord, ClockRecord> = (sql, input) => {
  const { bootId, state, baseUs } = input;
  const last = sql.get<{ version: number }>(
    "SELECT max(version) AS version FROM clock_event WHERE boot_id = ? GROUP BY boot_id",
    bootId,
  );
  const spans = state === "synced" ? listUntrusted(sql, bootId) : [];
  const corrections = correctSpans(spans, baseUs);
  const body: ClockRecord = corrections.length === 0 ? input : { ...input, corrections };
  const version = (last?.version ?? 0) + 1;
  const entry = { type: "clock", id: bootId, version, schema: "clock/1" };
  return { entries: [{ ...entry, action: input.event, body }], result: body };
};

/** Starts and steps since the clock was last known to be in time, oldest first. */
function listUntrusted(sql: SqlReader, bootId: string): UntrustedSpan[] {
  return sql.all<UntrustedSpan>(
    `SELECT seq, telemetry_head AS telemetryHead, base_us AS baseUs FROM clock_event
     WHERE boot_id = ? AND event IN ('started', 'stepped') AND seq > coalesce(
       (SELECT max(seq) FROM clock_event WHERE boot_id = ? AND state = 'synced'), 0)
     ORDER BY seq`,
    ...[bootId, bootId],
  );
}
