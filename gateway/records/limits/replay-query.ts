import { type CoverageState, coverageState } from "../../domain/coverage.ts";
import { isoTime } from "../../domain/iso-time.ts";
import { judgeValue, type Limits, limitFaults, type Verdict } from "../../domain/limits.ts";
import type { Query, SqlReader, SqlValue } from "../../ledger/contract.ts";
import { refuseInvalid } from "../import-rule.ts";
import { findProcedureByHash } from "../procedure/lookup.ts";
import { readDecimalText } from "../run/import/decimal-text.ts";
import type { LimitReplayView } from "./record.ts";

/** Proposed limits, and the past runs they are tried on. */
export interface LimitReplay {
  readonly partNumber: string;
  readonly operation: string;
  /** Stable id of the measurement, whatever version of the procedure took it. */
  readonly measurement: string;
  readonly limits: Limits;
  /** Microseconds since the epoch, half-open. */
  readonly fromUs: number;
  readonly toUs: number;
  /** Rows to list; the counts are of all. */
  readonly limit: number;
}

interface Row {
  readonly runId: string;
  readonly serialNumber: string | null;
  readonly startedAt: number;
  readonly procedureHash: string | null;
  readonly number: number | null;
  readonly text: string | null;
  readonly unit: string;
  readonly computed: Verdict;
}

/** A replay that goes on from where the slice before it ended. */
export interface LimitReplaySlice extends LimitReplay {
  readonly after?: SliceEnd;
  /** Runs to look at, at most: no read transaction lasts longer than they take. */
  readonly runs: number;
}

/** The last run of a slice. */
export interface SliceEnd {
  readonly startedAt: number;
  readonly runId: string;
}

/** What one slice comes to; `next` is absent at the end. */
export interface SliceResult {
  readonly view: Omit<LimitReplayView, "id">;
  readonly next?: SliceEnd;
}

/** Runs of one slice: about a tenth of a second on the slowest machine we run on. */
export const SLICE_RUNS = 5_000;

const ROWS = `
  SELECT run.id AS runId, run.serial_number AS serialNumber, run.started_at AS startedAt,
    run.procedure_hash AS procedureHash,
    measurement.number, measurement.text, measurement.unit, measurement.computed
  FROM (
    SELECT id, serial_number, started_at, procedure_hash FROM run INDEXED BY run_started_at
    WHERE started_at >= ? AND (started_at, id) < (?, ?)
      AND part_number = ? AND operation = ? AND engineering_mode = 0
    ORDER BY started_at DESC, id DESC LIMIT ?
  ) AS run
  LEFT JOIN measurement ON measurement.run_id = run.id
    AND measurement.measurement_id = ? AND measurement.quality = 'good'
  ORDER BY run.started_at DESC, run.id DESC, measurement.position`;

/**
 * Judges the past values of a measurement by other limits: what would have failed, what would have
 * passed. Nothing is changed. Throws Refusal `record.invalid` for limits that cannot be.
 */
export const replayLimits: Query<LimitReplay, Omit<LimitReplayView, "id">> = (context, asked) => {
  let total = NOTHING;
  let after: SliceEnd | undefined;
  do {
    const where = after === undefined ? {} : { after };
    const slice = replaySlice(context, { ...asked, ...where, runs: SLICE_RUNS });
    total = addReplays(total, slice.view, asked.limit);
    after = slice.next;
  } while (after !== undefined);
  return total;
};

/** The same for some runs, the latest first, so that a long time of them is read in short steps. */
export const replaySlice: Query<LimitReplaySlice, SliceResult> = ({ sql }, asked) => {
  const [fault] = limitFaults(asked.limits);
  if (fault !== undefined) refuseInvalid("limits", fault);
  const attemptsOf = attemptsByHash(sql, asked.measurement);
  const rows = readRows(sql, asked);
  const runs = [...Map.groupBy(rows, ({ runId }) => runId).values()];
  const measured = runs.map((each) => each.filter(isMeasured)).filter((each) => each.length > 0);
  const view = countChanges(
    measured.map((each) => judge(each, asked.limits, attemptsOf)),
    asked.limit,
  );
  const last = rows.at(-1);
  if (last === undefined || runs.length < asked.runs) return { view };
  return { view, next: { startedAt: last.startedAt, runId: last.runId } };
};

/** Of no run at all. */
export const NOTHING: Omit<LimitReplayView, "id"> = {
  ...{ measured: 0, failsNow: 0, wouldFail: 0, newlyFailing: 0, newlyPassing: 0 },
  ...{ cannotBeJudged: 0, items: [] },
};

/** Two slices as one; at most `limit` runs are listed, those that would fail first. */
export function addReplays(
  left: Omit<LimitReplayView, "id">,
  right: Omit<LimitReplayView, "id">,
  limit: number,
): Omit<LimitReplayView, "id"> {
  const items = [...left.items, ...right.items];
  const failing = items.filter(({ after }) => after === "fail");
  const others = items.filter(({ after }) => after !== "fail");
  return {
    measured: left.measured + right.measured,
    failsNow: left.failsNow + right.failsNow,
    wouldFail: left.wouldFail + right.wouldFail,
    newlyFailing: left.newlyFailing + right.newlyFailing,
    newlyPassing: left.newlyPassing + right.newlyPassing,
    cannotBeJudged: left.cannotBeJudged + right.cannotBeJudged,
    items: [...failing, ...others].slice(0, limit),
  };
}

function countChanges(judged: readonly Judged[], limit: number): Omit<LimitReplayView, "id"> {
  const changed = judged.filter(({ before, after }) => before !== after);
  const newlyFailing = changed.filter(({ after }) => after === "fail");
  const others = changed.filter(({ after }) => after !== "fail");
  return {
    measured: judged.length,
    failsNow: countOf(judged, "before", "fail"),
    wouldFail: countOf(judged, "after", "fail"),
    newlyFailing: newlyFailing.length,
    newlyPassing: changed.filter(({ after }) => after === "pass").length,
    cannotBeJudged: countOf(judged, "after", "unjudged"),
    items: [...newlyFailing, ...others].slice(0, limit).map(present),
  };
}

function readRows(sql: SqlReader, asked: LimitReplaySlice): readonly SliceRow[] {
  const { measurement, partNumber, operation, fromUs, toUs, after, runs } = asked;
  // No id sorts before the empty text: everything before `toUs`, and nothing at it.
  const before: SqlValue[] = after === undefined ? [toUs, ""] : [after.startedAt, after.runId];
  const values: SqlValue[] = [fromUs, ...before, partNumber, operation, runs, measurement];
  return sql.all<SliceRow>(ROWS, ...values);
}

/** A run without a good value of the measurement has one row that holds none. */
type SliceRow = Omit<Row, "computed" | "unit"> & {
  readonly computed: Verdict | null;
  readonly unit: string | null;
};

function isMeasured(row: SliceRow): row is Row {
  return row.computed !== null && row.unit !== null;
}

interface Judged {
  readonly row: Row;
  readonly before: CoverageState;
  readonly after: CoverageState;
}

/** In-run attempts count as they did then: by the procedure that the run was pinned to. */
function judge(
  rows: readonly Row[],
  limits: Limits,
  attemptsOf: (hash: string | null) => number,
): Judged {
  const row = rows.at(-1) as Row;
  const spec = { attemptsMax: attemptsOf(row.procedureHash) };
  const before = rows.map(({ computed }) => computed);
  const after = rows.map((each) => judgeRow(each, limits));
  return { row, before: coverageState(spec, before), after: coverageState(spec, after) };
}

function judgeRow({ text, number, unit }: Row, limits: Limits): Verdict {
  // An integer that no double holds is kept as text.
  const value = text === null ? number : readDecimalText(text, limits);
  return value === null ? "unjudged" : judgeValue(value, unit, limits).verdict;
}

function attemptsByHash(sql: SqlReader, measurement: string): (hash: string | null) => number {
  const known = new Map<string, number>();
  return (hash) => {
    if (hash === null) return 1;
    const found = known.get(hash);
    if (found !== undefined) return found;
    const specs = findProcedureByHash(sql, hash)?.measurements ?? [];
    const attempts = specs.find(({ id }) => id === measurement)?.attemptsMax ?? 1;
    known.set(hash, attempts);
    return attempts;
  };
}

function countOf(judged: readonly Judged[], when: "before" | "after", verdict: Verdict): number {
  return judged.filter((each) => each[when] === verdict).length;
}

function present({ row, before, after }: Judged): LimitReplayView["items"][number] {
  const { runId, serialNumber, startedAt, number, text, unit } = row;
  return {
    runId,
    ...(serialNumber === null ? {} : { serialNumber }),
    startedAt: isoTime(startedAt),
    value: text ?? number ?? "",
    ...{ unit, before: before as Verdict, after: after as Verdict },
  };
}
