import type { ClockRecord } from "../../domain/clock/clock-record.ts";
import { isoTime } from "../../domain/iso-time.ts";
import type { Query, SqlReader } from "../../ledger/contract.ts";
import { compact } from "../compact.ts";
import type { ClockCorrectionView, ClockEventView } from "./record.ts";

/** What became of the clock, the latest first, at most `limit` of each kind. */
export const readClockHistory: Query<
  { readonly limit: number },
  {
    readonly events: ClockEventView[];
    readonly corrections: ClockCorrectionView[];
    /** Readings that are stored. */
    readonly telemetryHead: number;
  }
> = ({ sql, telemetry }, { limit }) => ({
  events: events(sql, limit),
  corrections: corrections(sql, limit),
  telemetryHead: telemetry.head(),
});

function events(sql: SqlReader, limit: number): ClockEventView[] {
  return sql
    .all<{ seq: number; recordedAt: number; body: string }>(
      `SELECT seq, recorded_at AS recordedAt, body FROM clock_event ORDER BY seq DESC LIMIT ?`,
      limit,
    )
    .map(({ seq, recordedAt, body }) => {
      const { event, state, source, steps } = JSON.parse(body) as ClockRecord;
      const offsetUs = steps?.reduce((sum, step) => sum + step.foundUs - step.expectedUs, 0);
      return compact({ seq, event, state, source, steppedByUs: offsetUs, at: isoTime(recordedAt) });
    }) as ClockEventView[];
}

function corrections(sql: SqlReader, limit: number): ClockCorrectionView[] {
  return sql.all<ClockCorrectionView>(
    `SELECT from_seq AS fromSeq, to_seq AS toSeq, from_ordinal AS fromOrdinal,
       to_ordinal AS toOrdinal, offset_us AS offsetUs, told_seq AS toldBySeq
     FROM clock_correction ORDER BY from_seq DESC LIMIT ?`,
    limit,
  );
}
