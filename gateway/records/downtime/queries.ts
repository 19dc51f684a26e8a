import { isoTime } from "../../domain/iso-time.ts";
import { type Query, Refusal, type SqlReader } from "../../ledger/contract.ts";
import { latestTime } from "../clock/latest-time.ts";
import { compact } from "../compact.ts";
import { readNewestFirst } from "../lists/newest-first.ts";
import type { DowntimeSummary, DowntimeView } from "./record.ts";

interface Row {
  readonly seq: number;
  readonly id: string;
  readonly version: number;
  readonly station: string;
  readonly rig: string | null;
  readonly reason: string;
  readonly path: string;
  readonly planned: number;
  readonly note: string | null;
  readonly startedUs: number;
  readonly startedBy: string;
  readonly startedClock: string;
  readonly endedUs: number | null;
  readonly endedBy: DowntimeView["endedBy"] | null;
  readonly endedActor: string | null;
  readonly endedClock: string | null;
  readonly runId: string | null;
}

const COLUMNS = `seq, id, version, station, rig, reason, path, planned, note,
  started_us AS startedUs, started_by AS startedBy, started_clock AS startedClock,
  ended_us AS endedUs, ended_by AS endedBy, ended_actor AS endedActor,
  ended_clock AS endedClock, run_id AS runId`;

/** Which downtimes, newest first. */
export interface DowntimeFilter {
  readonly station?: string;
  readonly open?: boolean;
  readonly limit?: number;
  readonly cursor?: string;
  /** Microseconds since the epoch. */
  readonly now: number;
}

/** One page of downtimes, the newest first. Throws Refusal `cursor.invalid`. */
export const listDowntimes: Query<
  DowntimeFilter,
  { items: DowntimeView[]; nextCursor?: string }
> = ({ sql }, { station, open, now, ...asked }) => {
  const and = open === undefined ? undefined : `ended_us IS ${open ? "" : "NOT "}NULL`;
  return readNewestFirst(
    sql,
    { ...asked, select: `SELECT ${COLUMNS} FROM downtime`, equal: { station }, and },
    (row: Row) => present(row, now),
  );
};

/** One downtime. Throws Refusal `downtime.not-found`. */
export const getDowntime: Query<{ readonly id: string; readonly now: number }, DowntimeView> = (
  { sql },
  { id, now },
) => {
  const row = sql.get<Row>(`SELECT ${COLUMNS} FROM downtime WHERE id = ?`, id);
  if (row !== undefined) return present(row, now);
  throw new Refusal("downtime.not-found", `There is no downtime ${id}.`, { id });
};

/** The open downtimes of a station, the newest first. */
export function listOpenDowntimes(
  sql: SqlReader,
  { station, now }: { readonly station: string; readonly now: number },
): DowntimeView[] {
  return sql
    .all<Row>(
      `SELECT ${COLUMNS} FROM downtime WHERE station = ? AND ended_us IS NULL ORDER BY seq DESC`,
      station,
    )
    .map((row) => present(row, now));
}

/** A period in microseconds since the epoch; one station or all. */
export interface DowntimePeriod {
  readonly from: number;
  readonly to: number;
  readonly station?: string;
  readonly now: number;
}

/** What of the period stood still, by reason, the longest first. What lasts counts until now. */
export const sumDowntimes: Query<DowntimePeriod, DowntimeSummary> = (
  { sql },
  { from, to, station, now },
) => {
  const at = latestTime(sql, now);
  const rows = sql.all<Sum>(
    `${SUM} WHERE ended_us > ?1 AND started_us < ?2 AND (?4 IS NULL OR station = ?4)
     GROUP BY reason, path, planned
     UNION ALL ${SUM} WHERE ended_us IS NULL AND started_us < ?2 AND (?4 IS NULL OR station = ?4)
     GROUP BY reason, path, planned`,
    ...[from, to, at, station ?? null],
  );
  const items = merge(rows).toSorted((one, other) => other.durationMs - one.durationMs);
  const total = (planned: boolean) =>
    items
      .filter((item) => item.planned === planned)
      .reduce((sum, { durationMs }) => sum + durationMs, 0);
  return {
    ...{ from: isoTime(from), to: isoTime(to), items },
    ...{ plannedMs: total(true), unplannedMs: total(false) },
  };
};

interface Sum {
  readonly reason: string;
  readonly path: string;
  readonly planned: number;
  readonly count: number;
  readonly us: number;
}

const SUM = `SELECT reason, path, planned, count(*) AS count,
  sum(max(0, min(coalesce(ended_us, ?3), ?2) - max(started_us, ?1))) AS us FROM downtime`;

/** Those that have ended and those that last, by reason and the words it had. */
function merge(rows: readonly Sum[]): DowntimeSummary["items"] {
  const sums = Map.groupBy(rows, ({ reason, path }) => JSON.stringify([reason, path]));
  return [...sums.values()].flatMap((parts) => {
    const [first] = parts;
    if (first === undefined) return [];
    const us = parts.reduce((sum, part) => sum + part.us, 0);
    const count = parts.reduce((sum, part) => sum + part.count, 0);
    const path = JSON.parse(first.path) as string[];
    const durationMs = Math.round(us / 1000);
    return [{ reason: first.reason, path, planned: first.planned === 1, count, durationMs }];
  });
}

const TRUSTED: readonly (string | null)[] = ["synced", "holdover", null];

function present(row: Row, now: number): DowntimeView {
  const { startedUs, endedUs, endedClock, startedClock, path, planned } = row;
  const untilUs = endedUs ?? Math.max(startedUs, now);
  return compact({
    ...{ id: row.id, version: row.version, station: row.station, rig: row.rig },
    ...{ reason: row.reason, path: JSON.parse(path) as string[], planned: planned === 1 },
    ...{ note: row.note, startedAt: isoTime(startedUs), startedBy: row.startedBy },
    endedAt: endedUs === null ? null : isoTime(endedUs),
    ...{ endedBy: row.endedBy, endedActor: row.endedActor, runId: row.runId },
    durationMs: Math.round((untilUs - startedUs) / 1000),
    uncertain: !TRUSTED.includes(startedClock) || !TRUSTED.includes(endedClock),
  }) as DowntimeView;
}
