/**
 * A run while it is being made: its judged measurements, and the trace that becomes a blob.
 */
import type { Instant, ReadingEvent } from "../../../drivers/contract.ts";
import type { Procedure } from "../../domain/procedure.ts";
import {
  addMeasurement,
  type FinishInput,
  finishRun,
  type MeasurementRecord,
  type OpenRun,
  openRun,
  type RunHeader,
  type RunRecord,
} from "../../domain/run.ts";
import type { RunPosition } from "../../records/run/present.ts";
import type { RunStarted } from "../../records/run/start-rule.ts";
import type { RunRecording } from "../black-box/black-box.ts";
import { RunTrace } from "./run-trace.ts";

/** How a run ended: the rig's own verdict, or who stopped it. */
export type RunEnd = Pick<FinishInput, "reported" | "said" | "stoppedBy">;

/** One open run of one slot. Mutable on purpose: it lives in one session and ends with `finish`. */
export class ActiveRun {
  readonly header: RunHeader;
  readonly procedure: Procedure | undefined;
  /** Where its beginning stands in the ledger, and which attempt it is. */
  readonly position: RunPosition;
  /** Of the raw bytes, where there is a black box. */
  readonly recording: RunRecording | undefined;
  readonly #startedMonoNs: bigint;
  #open: OpenRun;
  readonly #trace = new RunTrace();

  constructor(
    { header, procedure }: RunStarted,
    position: RunPosition,
    { startedAt, recording }: { startedAt: Instant; recording?: RunRecording | undefined },
  ) {
    this.header = header;
    this.procedure = procedure;
    this.position = position;
    this.recording = recording;
    this.#startedMonoNs = startedAt.monoNs;
    this.#open = openRun(header, procedure);
  }

  get measurements(): readonly MeasurementRecord[] {
    return this.#open.measurements;
  }

  /** Names of the measurements the procedure asks for, in its order. */
  get expected(): readonly string[] {
    return this.procedure?.measurements.map((spec) => spec.id) ?? [];
  }

  /** Nanoseconds since its start, by the clock that never steps. */
  ageNs(now: Instant): bigint {
    return now.monoNs - this.#startedMonoNs;
  }

  /** Keeps a reading in the trace; with `step` it is judged. Undefined where nothing was judged. */
  add(event: ReadingEvent): MeasurementRecord | undefined {
    this.#trace.add(event);
    if (event.step === undefined) return undefined;
    const { run, measurement } = addMeasurement(this.#open, {
      step: event.step,
      value: event.value,
      unit: event.unit,
      quality: event.quality,
      takenAt: event.takenAt.utcUs,
      ...(event.attempt === undefined ? {} : { attempt: event.attempt }),
      ...(event.reported === undefined ? {} : { reported: event.reported }),
    });
    this.#open = run;
    return measurement;
  }

  /** Keeps a line in the trace that is no reading: a command with its reply, an answer. */
  note(line: Readonly<Record<string, unknown>>): void {
    this.#trace.note(line);
  }

  /** The trace as JSON lines; its SHA-256 goes into the record. */
  traceBytes(): Uint8Array {
    return this.#trace.bytes();
  }

  /** The judged record, still without the hashes of its blobs. */
  finish(input: RunEnd, at: Instant): RunRecord {
    const durationMs = Number(this.ageNs(at) / 1_000_000n);
    // The wall clock may have stepped back meanwhile: a run never ends before it began.
    const finishedAt = Math.max(at.utcUs, this.header.startedAt);
    return finishRun(this.#open, { ...input, finishedAt, durationMs });
  }
}
