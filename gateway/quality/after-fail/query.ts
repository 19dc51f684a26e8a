import type { Limits } from "../../domain/limits.ts";
import { type Query, Refusal, type SqlReader } from "../../ledger/contract.ts";
import { compact } from "../../records/compact.ts";
import { findLimits, readRecentValues } from "../measurement/values.ts";
import { describeSample, histogram } from "../statistics/describe.ts";
import { adviseFrom, type RepairCase, type Side } from "./advice.ts";
import type { AfterFailAnswer } from "./view.ts";

/** The latest runs whose values a fail is seen against. */
const RECENT_RUNS = 300;
const BINS = 24;
/** The latest repairs that advice is drawn from: what helped a year ago may help no more. */
const REPAIRS_MAX = 60;
const FAILING_MAX = 20;

interface RunRow {
  readonly operation: string;
  readonly partNumber: string | null;
  readonly buildTag: string;
  readonly hash: string | null;
  readonly attempt: number | null;
}

interface ValueRow {
  readonly measurementId: string;
  readonly name: string;
  readonly unit: string;
  readonly value: number | null;
}

/** What failed in a run, by how much, and what helped before. Throws Refusal `run.not-found`. */
export const readAfterFail: Query<{ readonly runId: string }, AfterFailAnswer> = (
  { sql },
  { runId },
) => {
  const run = sql.get<RunRow>(
    `SELECT operation, part_number AS partNumber, build_tag AS buildTag, procedure_hash AS hash,
       attempt FROM run WHERE id = ?`,
    runId,
  );
  if (run === undefined) throw new Refusal("run.not-found", `There is no run ${runId}.`, { runId });
  return compact({
    runId,
    attempt: run.attempt,
    attemptsMax: attemptsMax(sql, run.hash),
    failing: listFailing(sql, runId).map((failed) => presentFailing(sql, run, failed)),
  }) as AfterFailAnswer;
};

function attemptsMax(sql: SqlReader, hash: string | null): number | undefined {
  const row = sql.get<{ most: number | null }>(
    "SELECT json_extract(body, '$.attemptsMax') AS most FROM procedure_content WHERE hash = ?",
    hash,
  );
  return row?.most ?? undefined;
}

/** The last in-run attempt decides what is told. */
function listFailing(sql: SqlReader, runId: string): readonly ValueRow[] {
  const rows = sql.all<ValueRow>(
    `SELECT measurement_id AS measurementId, name, coalesce(limit_unit, unit) AS unit,
       coalesce(value_in_limit_unit, number) AS value
     FROM measurement WHERE run_id = ? AND (computed = 'fail' OR reported = 'fail')
     ORDER BY position`,
    runId,
  );
  const last = new Map(rows.map((row) => [row.measurementId, row]));
  return [...last.values()].slice(0, FAILING_MAX);
}

function presentFailing(
  sql: SqlReader,
  run: RunRow,
  failed: ValueRow,
): AfterFailAnswer["failing"][number] {
  const { measurementId, name, unit, value } = failed;
  const side = sideIn(sql, run.hash, failed);
  return compact({
    ...{ measurementId, name, unit, value: value ?? undefined, side },
    recent: recentOf(sql, run, { failed, side }),
    advice: structuredClone(adviseFrom(listCases(sql, run, measurementId), side)),
  }) as AfterFailAnswer["failing"][number];
}

/** By the limits of the procedure it was judged by; undefined where those say nothing of it. */
function sideIn(
  sql: SqlReader,
  hash: string | null,
  { measurementId, value }: Pick<ValueRow, "measurementId" | "value">,
): Side | undefined {
  const limits = hash === null ? undefined : findLimits(sql, hash, measurementId)?.limits;
  if (limits === undefined) return undefined;
  return value === null ? "other" : sideOf(value, limits);
}

function sideOf(value: number, { acceptance, specification }: Limits): Side {
  const { low, high } = acceptance ?? specification ?? {};
  if (high !== undefined && value >= high) return "above";
  if (low !== undefined && value <= low) return "below";
  return "other";
}

function recentOf(
  sql: SqlReader,
  { operation, partNumber, buildTag }: RunRow,
  of: { readonly failed: ValueRow; readonly side: Side | undefined },
): AfterFailAnswer["failing"][number]["recent"] {
  const { measurementId: measurement, unit, value } = of.failed;
  if (partNumber === null || value === null) return undefined;
  const filter = { operation, partNumber, buildTag, measurement };
  const values = readRecentValues(sql, filter, RECENT_RUNS).flatMap((each) =>
    each.attempt === 1 && each.quality === "good" && each.unit === unit && each.value !== null
      ? [each.value]
      : [],
  );
  const sample = describeSample(values);
  if (sample === undefined) return undefined;
  const isBeyond = (each: number) => (of.side === "below" ? each <= value : each >= value);
  const bins = histogram(values, BINS).map((bin) => ({ ...bin }));
  return { ...sample, beyond: values.filter(isBeyond).length, histogram: bins };
}

interface CaseRow {
  readonly action: string;
  readonly hash: string | null;
  readonly value: number | null;
  readonly measured: number;
  readonly after: "pass" | "fail" | null;
}

/**
 * The latest finished repairs of that measurement at that operation. What followed is the first
 * judged run at the operation the unit went back to; runs that count no more are left out.
 */
function listCases(
  sql: SqlReader,
  { operation, partNumber }: RunRow,
  measurementId: string,
): readonly RepairCase[] {
  return sql
    .all<CaseRow>(CASES, measurementId, partNumber, operation, REPAIRS_MAX)
    .map(({ action, hash, value, measured, after }) =>
      compact({
        action,
        side: measured === 0 ? undefined : sideIn(sql, hash, { measurementId, value }),
        after: after ?? undefined,
      }),
    );
}

const CASES = `
  SELECT repair.action AS action, failed.procedure_hash AS hash,
    coalesce(value.value_in_limit_unit, value.number) AS value, value.run_id IS NOT NULL AS measured,
    (SELECT run.outcome FROM run
     WHERE run.unit_id = repair.unit_id AND run.started_seq > repair.done_seq
       AND run.operation = json_extract(repair.body, '$.operation')
       AND run.outcome IN ('pass', 'fail') AND run.engineering_mode = 0 AND run.invalidated = 0
       AND run.uninvited = 0
     ORDER BY run.started_seq LIMIT 1) AS after
  FROM repair
  JOIN unit ON unit.id = repair.unit_id
  JOIN run AS failed ON failed.id = repair.run_id
  LEFT JOIN measurement AS value ON value.run_id = repair.run_id
    AND value.position = (
      SELECT max(position) FROM measurement
      WHERE run_id = repair.run_id AND measurement_id = repair.measurement_id)
  WHERE repair.measurement_id = ? AND repair.done_seq IS NOT NULL AND repair.action IS NOT NULL
    AND unit.part_number = ? AND failed.operation = ?
  ORDER BY repair.done_seq DESC LIMIT ?`;
