/** A finished record, judged again from its own values: nobody can write what they do not give. */
import type { ReadingValue } from "../../../drivers/contract.ts";
import type { Procedure } from "../../domain/procedure.ts";
import {
  addMeasurement,
  finishRun,
  type MeasurementRecord,
  type OpenRun,
  openRun,
  type RunCause,
  type RunHeader,
  type RunRecord,
} from "../../domain/run.ts";
import { compact } from "../compact.ts";

/** Ends of a run that do not follow from measurements and report: the record itself tells them. */
const STOPS: ReadonlySet<string> = new Set<RunCause>([
  "rig.no-verdict",
  "rig.reported-error",
  "rig.reported-abort",
  "rig.e-stop",
  "slot.neighbour-failed",
  "run.superseded",
  "run.silent",
  "link.lost",
  "operator.aborted",
  "prompt.unanswered",
  "abort.condition",
  "program.missing",
  "program.overdue",
  "program.step-failed",
  "gateway.restart",
  "gateway.stopped",
]);

/**
 * Names of the fields in which `record` differs from what its header, its procedure and its
 * measured values give; empty for an honest record.
 */
export function contradictions(
  record: RunRecord,
  header: RunHeader,
  procedure: Procedure | undefined,
): readonly string[] {
  const run = assemble(record, header, procedure);
  const again: Readonly<Record<string, unknown>> = { ...finishAgain(run, record) };
  const given: Readonly<Record<string, unknown>> = { ...record };
  const fields = new Set([...Object.keys(again), ...Object.keys(given)]);
  const differing = [...fields].filter((field) => !isSame(again[field], given[field]));
  const hidden = record.refused.some((step) => !isRefused(step, run));
  return hidden ? [...differing, "refused"] : differing;
}

/** True where both are the same JSON; by hand, because runs of 10,000 values come here, too. */
function isSame(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  if (typeof left !== "object" || typeof right !== "object") return false;
  if (left === null || right === null || Array.isArray(left) !== Array.isArray(right)) return false;
  const [ours, theirs] = [left as Fields, right as Fields];
  let more = 0;
  // JSON leaves out what is undefined.
  for (const key of Object.keys(theirs)) if (theirs[key] !== undefined) more += 1;
  for (const key of Object.keys(ours)) {
    if (ours[key] === undefined) continue;
    if (!(Object.hasOwn(theirs, key) && isSame(ours[key], theirs[key]))) return false;
    more -= 1;
  }
  return more === 0;
}

type Fields = Readonly<Record<string, unknown>>;

/**
 * Only a step that the procedure does not know, and wants refused, may be left out; and any where
 * the run was full, but then its measurement does not pass.
 */
function isRefused(step: string, run: OpenRun): boolean {
  return run.tally.isFull || (run.procedure?.unexpected === "refuse" && !run.specs.has(step));
}

function assemble(record: RunRecord, header: RunHeader, procedure: Procedure | undefined): OpenRun {
  const run = { ...openRun(header, procedure), refused: new Set(record.refused) };
  for (const measurement of record.measurements) addMeasurement(run, inputOf(measurement));
  return run;
}

function finishAgain(run: OpenRun, record: RunRecord): RunRecord {
  const { finishedAt, durationMs, reported, completion, cause } = record;
  const { traceHash, wireHashes } = record;
  const isStopped = cause !== undefined && STOPS.has(cause);
  const stoppedBy = isStopped ? { completion, cause } : undefined;
  const blobs = { traceHash, wireHashes };
  return finishRun(run, compact({ finishedAt, durationMs, reported, ...blobs, stoppedBy }));
}

function inputOf(measurement: MeasurementRecord) {
  const { step, unit, quality, takenAt, attempt, reported } = measurement;
  return compact({
    step,
    value: measuredValue(measurement),
    unit,
    quality,
    takenAt,
    attempt,
    reported,
  });
}

/** The value as it was heard: an integer beyond a double's reach travels as text. */
function measuredValue({ value, integer }: MeasurementRecord): ReadingValue {
  return integer === true ? BigInt(value) : value;
}
