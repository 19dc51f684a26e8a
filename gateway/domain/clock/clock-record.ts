/**
 * What the ledger keeps of the machine's clock. One record for each time the machine was booted; a
 * version for each start of the gateway, step, and change of trust. `baseUs` (wall less monotonic
 * clock) says how the clock stood: the difference of two bases is how far it was moved between.
 */
import type { ClockState } from "../entry.ts";
import type { ClockStep } from "./clock-trust.ts";

export type ClockEvent = "started" | "stepped" | "changed";

/**
 * From here on, up to the next of its list (after the last: up to the entry that says so), entries
 * and readings were stamped by a clock that was off.
 */
export interface ClockCorrection {
  readonly fromSeq: number;
  /** Position of the telemetry stream. */
  readonly fromOrdinal: number;
  /** Added to a time of theirs it gives the true one. */
  readonly offsetUs: number;
}

/** Body of a `clock` entry, schema `clock/1`. */
export interface ClockRecord {
  /** Of the kernel's boot: the monotonic clock counts from there. */
  readonly bootId: string;
  readonly event: ClockEvent;
  readonly state: ClockState;
  /** Who keeps the clock, where that is known. */
  readonly source?: string;
  readonly baseUs: number;
  /** Readings that are durable now: those behind come later. */
  readonly telemetryHead: number;
  /** Of a `stepped` one, the oldest first. */
  readonly steps?: readonly ClockStep[];
  /** Where the clock has come in time: how far off it was for what stands before. */
  readonly corrections?: readonly ClockCorrection[];
}

/** Where the clock began to stand as it stood, before it was known to be in time. */
export interface UntrustedSpan {
  readonly seq: number;
  readonly telemetryHead: number;
  readonly baseUs: number;
}

/** Pure: what is to be corrected now that the clock is in time and stands at `baseUs`. */
export function correctSpans(
  spans: readonly UntrustedSpan[],
  baseUs: number,
): readonly ClockCorrection[] {
  return spans.map((span) => ({
    fromSeq: span.seq,
    fromOrdinal: span.telemetryHead,
    offsetUs: baseUs - span.baseUs,
  }));
}
