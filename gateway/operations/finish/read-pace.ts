/** What the line did lately with one revision: the past that a projection learns from. */
import { createHash } from "node:crypto";
import type { SqlReader } from "../../ledger/contract.ts";
import { isDemo } from "../../records/unit/demo.ts";
import type { Pace } from "./project.ts";
import type { WorkingTime } from "./working-time.ts";

/** Days that are looked back: two weeks hold every weekday twice. */
export const PACE_DAYS = 14;
/** The latest so many passages decide, however fast the line is. */
const PASSAGES_MAX = 1_000;

/** The pace with what it was taken from. */
export interface ReadPace extends Pace {
  /** Of the first and last passage; absent without any. */
  readonly from?: number;
  readonly to?: number;
  /** Over all of it: the seed of what is drawn, and the proof of what was known. */
  readonly hash: string;
}

export interface PaceQuestion {
  readonly partNumber: string;
  readonly revision: string;
  readonly sinceUs: number;
  readonly nowUs: number;
  readonly time: WorkingTime;
}

/**
 * Passages of the revision since a moment: units that became good, and runs that failed and count.
 * The time since the last one is a gap as well: a line that stands is not fast.
 */
export function readPace(sql: SqlReader, question: PaceQuestion): ReadPace {
  const passages = [...readGood(sql, question), ...readFailed(sql, question)]
    .toSorted((a, b) => a.at - b.at)
    .slice(-PASSAGES_MAX);
  const [first, last] = [passages[0], passages.at(-1)];
  const ends = [...passages.map(({ at }) => at), ...(last === undefined ? [] : [question.nowUs])];
  const gapsUs = ends
    .slice(1)
    .map((at, index) => Math.max(0, question.time.between(ends[index] ?? at, at)));
  const good = passages.filter((passage) => passage.good).length;
  const failed = passages.length - good;
  // What has passed since the last passage grows by itself: it is no part of what was known.
  const known = JSON.stringify([
    question.partNumber,
    question.revision,
    good,
    failed,
    ends.slice(0, -1),
  ]);
  const hash = createHash("sha256").update(known).digest("hex");
  const span = first === undefined || last === undefined ? {} : { from: first.at, to: last.at };
  return { good, failed, gapsUs, ...span, hash };
}

interface Passage {
  readonly at: number;
  readonly good: boolean;
}

function readGood(sql: SqlReader, question: PaceQuestion): readonly Passage[] {
  return sql
    .all<{ at: number }>(
      `SELECT done_at AS at FROM unit
       WHERE done_at >= ? AND done_at <= ? AND part_number = ? AND revision = ?
       ORDER BY done_at DESC LIMIT ?`,
      ...[question.sinceUs, question.nowUs, question.partNumber, question.revision, PASSAGES_MAX],
    )
    .map(({ at }) => ({ at, good: true }));
}

function readFailed(sql: SqlReader, question: PaceQuestion): readonly Passage[] {
  return sql
    .all<{ at: number }>(
      `SELECT finished_at AS at FROM run
       WHERE started_at >= ? AND outcome = 'fail' AND part_number = ? AND revision = ?
         AND unit_id IS NOT NULL AND engineering_mode = 0 AND uninvited = 0 AND invalidated = 0
         AND reference_unit_id IS NULL AND (simulated = 0 OR ?) AND finished_at <= ?
       ORDER BY started_at DESC LIMIT ?`,
      ...[question.sinceUs, question.partNumber, question.revision, Number(isDemo(sql))],
      ...[question.nowUs, PASSAGES_MAX],
    )
    .map(({ at }) => ({ at, good: false }));
}
