/**
 * A run: one execution of a procedure on one unit. Pure assembly and judgement.
 *
 *   openRun ─► addMeasurement* ─► finishRun ─► RunRecord (the body of the ledger's entry)
 *
 * A run starts unjudged: an empty run can never be a pass.
 */
import type { Quality, ReadingValue, ReportedVerdict } from "../../drivers/contract.ts";
import { coverageOf } from "./coverage.ts";
import type { UsedEquipment } from "./equipment/used.ts";
import { judgeValue, type Limits, type Verdict } from "./limits.ts";
import { type MeasurementSpec, measurementsByStep, type Procedure } from "./procedure.ts";
import { type ReportedCause, type RunCause, reportedEnd } from "./run-cause.ts";
import { isOfSomething, type RunInvitation } from "./run-invitation.ts";
import { type Completion, deriveOutcome, type Outcome } from "./run-outcome.ts";
import { storableText } from "./storable-text.ts";
import { Tally } from "./tally.ts";

export type { RunCause } from "./run-cause.ts";
export { type Completion, deriveOutcome, type Outcome } from "./run-outcome.ts";

/** A JSON-safe value: 64-bit integers beyond 2^53 travel as text with `integer: true`. */
export type StoredValue = number | string | boolean;

export interface MeasurementRecord {
  /** The procedure's measurement id, or the rig's step where the procedure has none. */
  readonly id: string;
  readonly name: string;
  readonly step: string;
  /** In-run attempt, from 1. */
  readonly attempt: number;
  readonly value: StoredValue;
  /** True where `value` is the decimal text of an integer a double cannot hold. */
  readonly integer?: boolean;
  readonly unit: string;
  readonly quality: Quality;
  /** Microseconds since the epoch. */
  readonly takenAt: number;
  /** Copied, so that a later edit cannot rewrite history. Absent for an unexpected measurement. */
  readonly limits?: Limits;
  readonly valueInLimitUnit?: number;
  readonly computed: Verdict;
  readonly reported?: "pass" | "fail";
  readonly warned: boolean;
  readonly cause?: string;
}

export interface RunHeader {
  readonly id: string;
  readonly rig: string;
  readonly station: string;
  readonly operation: string;
  readonly slot?: string;
  readonly runKey?: string;
  readonly serialNumber?: string;
  readonly partNumber?: string;
  readonly unitId?: string;
  readonly orderId?: string;
  readonly revision?: string;
  readonly procedureId?: string;
  readonly procedureVersion?: number;
  /** SHA-256 over the canonical JSON of the procedure in force. */
  readonly procedureHash?: string;
  /** SHA-256 of the limits by measurement: of the limit set in force, or of the procedure's own. */
  readonly limitSetHash?: string;
  readonly buildTag: "evt" | "dvt" | "pvt" | "beta" | "production";
  /** The procedure was not effective: never evidence, never in yield. */
  readonly engineeringMode: boolean;
  /** Made by a simulated rig. */
  readonly simulated: boolean;
  /** "rig" for a run of our own, "api" for one from outside. */
  readonly source: "rig" | "api";
  readonly gatewayVersion: string;
  /** Pinned, so that a later calibration does not change what the run was made with. */
  readonly equipment?: readonly UsedEquipment[];
  readonly invitation?: RunInvitation;
  /** Microseconds since the epoch. */
  readonly startedAt: number;
}

export interface RunRecord extends RunHeader {
  readonly finishedAt: number;
  /** From the monotonic clock; absent for an imported run. */
  readonly durationMs?: number;
  readonly completion: Exclude<Completion, "running">;
  readonly cause?: RunCause;
  /** By the measured values alone, whatever the rig said of them. */
  readonly computed: Verdict;
  readonly reported?: ReportedVerdict;
  /** The worse of computed and reported, of the run and of each measurement of its procedure. */
  readonly verdict: Verdict;
  readonly outcome: Exclude<Outcome, "running">;
  /** The rig and we disagree: quality has a question. */
  readonly mismatch: boolean;
  /** Ids of the measurements that made it fail, the first to do so first. */
  readonly failing: readonly string[];
  /** Measurements of the procedure without a value to judge, though nothing had failed. */
  readonly missing: readonly string[];
  /** Measurements after a decisive fail. */
  readonly notReached: readonly string[];
  /**
   * Steps, each once, the procedure does not know and refuses, or that came when the run was full:
   * their values are in the trace alone.
   */
  readonly refused: readonly string[];
  readonly measurements: readonly MeasurementRecord[];
  /** SHA-256 of the blob that holds the run's trace (readings and raw frames). */
  readonly traceHash?: string;
  /** By port, SHA-256 of the blob that holds what was on the wire; of runs that need explaining. */
  readonly wireHashes?: Readonly<Record<string, string>>;
}

/** A run being assembled. `addMeasurement` grows it in place; nobody else changes it. */
export interface OpenRun {
  readonly header: RunHeader;
  readonly procedure: Procedure | undefined;
  readonly measurements: MeasurementRecord[];
  readonly refused: Set<string>;
  /** The procedure's measurements by what a rig may call them. */
  readonly specs: ReadonlyMap<string, MeasurementSpec>;
  readonly tally: Tally;
}

export interface MeasurementInput {
  readonly step: string;
  readonly value: ReadingValue;
  readonly unit: string;
  readonly quality: Quality;
  readonly takenAt: number;
  readonly attempt?: number;
  readonly reported?: "pass" | "fail";
}

/** A run in which nothing was measured yet. */
export function openRun(header: RunHeader, procedure: Procedure | undefined): OpenRun {
  const specs = procedure === undefined ? new Map() : measurementsByStep(procedure);
  return { header, procedure, measurements: [], refused: new Set(), specs, tally: new Tally() };
}

/** The value as JSON can hold it without losing a digit. */
export function storedValue(value: ReadingValue): { value: StoredValue; integer?: true } {
  if (typeof value === "bigint") {
    const number = Number(value);
    const exact = Number.isSafeInteger(number);
    return exact ? { value: number } : { value: value.toString(), integer: true };
  }
  // JSON has no NaN or infinity; kept as the text they are, and never a pass.
  if (typeof value === "number" && !Number.isFinite(value)) return { value: String(value) };
  return { value };
}

/** Names of refused steps that a run lists; those of its own procedure come on top. */
const REFUSED_MAX = 1_000;

/**
 * Judges one value and adds it to `run`, which is returned. A value of bad quality is kept,
 * unjudged. A step the procedure does not know is recorded unjudged or refused, as the procedure
 * says. A full run refuses every value; a measurement of which it did so cannot pass.
 */
export function addMeasurement(
  run: OpenRun,
  stated: MeasurementInput,
): { run: OpenRun; measurement: MeasurementRecord | undefined } {
  const input = storable(stated);
  const { step, value, unit } = input;
  const spec = run.specs.get(step);
  const isUnwanted = spec === undefined && run.procedure?.unexpected === "refuse";
  if (isUnwanted || run.tally.isFull) {
    if (spec !== undefined || run.refused.size < REFUSED_MAX) run.refused.add(step);
    return { run, measurement: undefined };
  }
  const nth = run.tally.count(spec?.id ?? step, `${step}${value}${unit}`.length);
  const attempt = Number.isSafeInteger(input.attempt) ? input.attempt : undefined;
  const measurement = judgeMeasurement(spec, input, attempt ?? nth);
  run.measurements.push(measurement);
  return { run, measurement };
}

/** What a rig said, as text that can be written on: its garbage is stored, too. */
function storable(input: MeasurementInput): MeasurementInput {
  const { step, value, unit } = input;
  const text = typeof value === "string" ? storableText(value) : value;
  return { ...input, step: storableText(step), value: text, unit: storableText(unit) };
}

function judgeMeasurement(
  spec: MeasurementSpec | undefined,
  input: MeasurementInput,
  attempt: number,
): MeasurementRecord {
  const base = {
    id: spec?.id ?? input.step,
    name: spec?.name ?? input.step,
    step: input.step,
    attempt,
    ...storedValue(input.value),
    unit: input.unit,
    quality: input.quality,
    takenAt: input.takenAt,
    ...(input.reported === undefined ? {} : { reported: input.reported }),
  };
  if (spec === undefined) {
    return { ...base, computed: "unjudged", warned: false, cause: "not in the procedure" };
  }
  if (input.quality !== "good") {
    const cause = `quality is ${input.quality}`;
    return { ...base, limits: spec.limits, computed: "unjudged", warned: false, cause };
  }
  const judgement = judgeValue(input.value, input.unit, spec.limits);
  const { verdict, warned, valueInLimitUnit, cause } = judgement;
  return {
    ...base,
    limits: spec.limits,
    computed: verdict,
    warned,
    ...(valueInLimitUnit === undefined ? {} : { valueInLimitUnit }),
    ...(cause === undefined ? {} : { cause }),
  };
}

export interface FinishInput {
  readonly finishedAt: number;
  readonly durationMs?: number;
  readonly reported?: ReportedVerdict;
  readonly said?: ReportedCause;
  /** Set where the run did not end by the rig's own word. */
  readonly stoppedBy?: { completion: Exclude<Completion, "running">; cause: RunCause };
  readonly traceHash?: string;
  readonly wireHashes?: Readonly<Record<string, string>>;
}

/** The finished record: verdicts, completion, outcome, coverage. Rules 1 to 4 of the domain. */
export function finishRun(run: OpenRun, input: FinishInput): RunRecord {
  const specs = run.procedure?.measurements ?? [];
  const coverage = coverageOf(specs, run.measurements, run.refused);
  const { computed, decided, failing, missing, notReached } = coverage;
  const { completion, cause } = completionOf(run, input, decided);
  const verdict = worse(decided, input.reported);
  const { reported, traceHash, wireHashes, durationMs } = input;
  return {
    ...run.header,
    finishedAt: input.finishedAt,
    ...(durationMs === undefined ? {} : { durationMs }),
    completion,
    ...(cause === undefined ? {} : { cause }),
    computed,
    ...(reported === undefined ? {} : { reported }),
    verdict,
    outcome: deriveOutcome(verdict, completion),
    mismatch: isMismatch(run, computed, reported),
    failing,
    missing,
    notReached,
    refused: [...run.refused],
    measurements: run.measurements,
    ...(traceHash === undefined ? {} : { traceHash }),
    ...(wireHashes === undefined ? {} : { wireHashes }),
  };
}

function completionOf(
  run: OpenRun,
  input: FinishInput,
  decided: Verdict,
): { completion: Exclude<Completion, "running">; cause?: RunCause } {
  // Whoever stopped a run can not declare it complete: coverage alone does.
  if (input.stoppedBy !== undefined && input.stoppedBy.completion !== "completed") {
    return input.stoppedBy;
  }
  const { reported } = input;
  if (reported === "aborted" || reported === "error") return reportedEnd(reported, input.said);
  if (!isOfSomething(run.header)) return { completion: "error", cause: "unit.unknown" };
  if (run.procedure === undefined) return { completion: "error", cause: "procedure.unknown" };
  if (decided === "unjudged") return { completion: "error", cause: "measurement.missing" };
  return { completion: "completed" };
}

/** The worse of the two decides. A reported error or abort is a completion, no verdict. */
function worse(decided: Verdict, reported: ReportedVerdict | undefined): Verdict {
  return reported === "fail" ? "fail" : decided;
}

function isContradicted({ computed, reported }: MeasurementRecord): boolean {
  return reported !== undefined && computed !== "unjudged" && reported !== computed;
}

function isMismatch(run: OpenRun, computed: Verdict, reported?: ReportedVerdict): boolean {
  if ((reported === "pass" || reported === "fail") && reported !== computed) return true;
  return run.measurements.some(isContradicted);
}
