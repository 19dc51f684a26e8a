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

const ROWS = `
  SELECT run.id AS runId, run.serial_number AS serialNumber, run.started_at AS startedAt,
    run.procedure_hash AS procedureHash,
    measurement.number, measurement.text, measurement.unit, measurement.computed
  FROM run INDEXED BY run_started_at CROSS JOIN measurement ON measurement.run_id = run.id
  WHERE measurement.measurement_id = ? AND measurement.taken_at >= ?
    AND run.part_number = ? AND run.operation = ?
    AND run.started_at >= ? AND run.started_at < ?
    AND run.engineering_mode = 0 AND measurement.quality = 'good'
  ORDER BY run.started_at DESC, run.id, measurement.position`;

/**
 * Judges the past values of a measurement by other limits: what would have failed, what would have
 * passed. Nothing is changed. Throws Refusal `record.invalid` for limits that cannot be.
 */
export const replayLimits: Query<LimitReplay, LimitReplayView> = ({ sql }, asked) => {
  const [fault] = limitFaults(asked.limits);
  if (fault !== undefined) refuseInvalid("limits", fault);
  const attemptsOf = attemptsByHash(sql, asked.measurement);
  const runs = Map.groupBy(readRows(sql, asked), ({ runId }) => runId);
  const judged = [...runs.values()].map((rows) => judge(rows, asked.limits, attemptsOf));
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
    items: [...newlyFailing, ...others].slice(0, asked.limit).map(present),
  };
};

function readRows(sql: SqlReader, asked: LimitReplay): readonly Row[] {
  const { measurement, partNumber, operation, fromUs, toUs } = asked;
  const values: SqlValue[] = [measurement, fromUs, partNumber, operation, fromUs, toUs];
  return sql.all<Row>(ROWS, ...values);
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
