/** The last minutes of each channel, bounded, for the strips on the station page. Pure. */
import type { LiveEvent } from "../app/contract.ts";

type LiveReading = Extract<LiveEvent, { kind: "readings" }>["values"][number];

export interface TracePoint {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly value: number;
}

/** One channel: its latest reading whatever it is, and the numeric good ones as a line. */
export interface Trace {
  readonly latest: LiveReading;
  readonly points: readonly TracePoint[];
}

export type Traces = Readonly<Record<string, Trace>>;

/** What one strip shows. */
export const TRACE_WINDOW_MS = 120_000;
const POINTS_MAX = 240;

/** The traces with `readings` added at their ends; a reading of bad quality makes no point. */
export function addReadings(traces: Traces, readings: readonly LiveReading[]): Traces {
  const next: Record<string, Trace> = { ...traces };
  for (const reading of readings) {
    const known = next[reading.channel]?.points ?? [];
    next[reading.channel] = { latest: reading, points: addPoint(known, reading) };
  }
  return next;
}

function addPoint(points: readonly TracePoint[], reading: LiveReading): readonly TracePoint[] {
  if (typeof reading.value !== "number" || reading.quality !== "good") return points;
  const at = Date.parse(reading.takenAt);
  const kept = points.filter((point) => point.at > at - TRACE_WINDOW_MS && point.at < at);
  return [...kept.slice(1 - POINTS_MAX), { at, value: reading.value }];
}
