/**
 * A run while it is being made: its judged measurements, and the trace that becomes a blob.
 */
import type { Instant, ReadingEvent } from "../../drivers/contract.ts";
import type { Procedure } from "../domain/procedure.ts";
import {
  addMeasurement,
  type FinishInput,
  finishRun,
  type MeasurementRecord,
  type OpenRun,
  openRun,
  type RunHeader,
  type RunRecord,
  storedValue,
} from "../domain/run.ts";

/** Lines a trace may hold before it is thinned evenly. */
const TRACE_LINES_MAX = 100_000;

/** One reading of the trace, with the frame it came in. */
interface TraceLine {
  readonly takenAt: number;
  readonly channel: string;
  readonly value: number | string | boolean;
  readonly unit: string;
  readonly quality: string;
  readonly step?: string;
  readonly attempt?: number;
  readonly raw?: string;
}

/** One open run of one slot. Mutable on purpose: it lives in one session and ends with `finish`. */
export class ActiveRun {
  readonly header: RunHeader;
  readonly procedure: Procedure | undefined;
  readonly #startedMonoNs: bigint;
  #open: OpenRun;
  #trace: TraceLine[] = [];
  #stride = 1;
  #offered = 0;

  constructor(header: RunHeader, procedure: Procedure | undefined, startedAt: Instant) {
    this.header = header;
    this.procedure = procedure;
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
    this.#keep(event);
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

  /** The trace as JSON lines; its SHA-256 goes into the record. */
  traceBytes(): Uint8Array {
    const lines = this.#trace.map((line) => JSON.stringify(line)).join("\n");
    return new TextEncoder().encode(`${lines}\n`);
  }

  finish(input: Omit<FinishInput, "durationMs" | "finishedAt">, at: Instant): RunRecord {
    const durationMs = Number(this.ageNs(at) / 1_000_000n);
    // The wall clock may have stepped back meanwhile: a run never ends before it began.
    const finishedAt = Math.max(at.utcUs, this.header.startedAt);
    return finishRun(this.#open, { ...input, finishedAt, durationMs });
  }

  /** Measurements are always kept; beyond the bound continuous readings thin out evenly. */
  #keep(event: ReadingEvent): void {
    const isMeasurement = event.step !== undefined;
    if (!isMeasurement && this.#offered++ % this.#stride !== 0) return;
    const { channel, unit, quality, step, attempt, raw } = event;
    this.#trace.push({
      takenAt: event.takenAt.utcUs,
      channel,
      value: storedValue(event.value).value,
      unit,
      quality,
      ...(step === undefined ? {} : { step }),
      ...(attempt === undefined ? {} : { attempt }),
      ...(raw === undefined ? {} : { raw }),
    });
    if (this.#trace.length <= TRACE_LINES_MAX) return;
    this.#stride *= 2;
    this.#trace = this.#trace.filter((line, index) => line.step !== undefined || index % 2 === 0);
  }
}
