/** The last minutes of each channel, bounded, for the strips on the station page. Pure. */
import type { LiveEvent } from "../app/contract.ts";

type LiveReading = Extract<LiveEvent, { kind: "readings" }>["values"][number];

export interface TracePoint {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly value: number;
  /** Begins a new line: between it and the one before, readings were bad or not heard. */
  readonly isStart?: true;
}

/** One channel: its latest reading whatever it is, and the numeric good ones as a line. */
export interface Trace {
  readonly latest: LiveReading;
  readonly points: readonly TracePoint[];
  /** The next point is not joined to the last. */
  readonly isEnded?: true;
}

/** By channel, and slot where there is one. */
export type Traces = Readonly<Record<string, Trace>>;

/** What one strip shows. */
export const TRACE_WINDOW_MS = 120_000;
const POINTS_MAX = 240;

/** The traces with `readings` added at their ends; a bad reading makes no point, ends the line. */
export function addReadings(traces: Traces, readings: readonly LiveReading[]): Traces {
  const next: Record<string, Trace> = { ...traces };
  for (const reading of readings) {
    const key = keyOf(reading);
    next[key] = addReading(next[key], reading);
  }
  return next;
}

/** Two slots of a fixture may have a channel of the same name: they are two lines. */
function keyOf({ channel, slot }: LiveReading): string {
  return slot === undefined ? channel : JSON.stringify([channel, slot]);
}

/** The traces with every line ended: what came since was not heard. */
export function endTraces(traces: Traces): Traces {
  return Object.fromEntries(
    Object.entries(traces).map(([channel, trace]) => [channel, { ...trace, isEnded: true }]),
  );
}

function addReading(trace: Trace | undefined, latest: LiveReading): Trace {
  const points = trace?.points ?? [];
  if (typeof latest.value !== "number" || latest.quality !== "good") {
    return { latest, points, isEnded: true };
  }
  const at = Date.parse(latest.takenAt);
  const kept = points.filter((point) => point.at > at - TRACE_WINDOW_MS && point.at < at);
  // A point later than this one: the clock was set back, and what lies between is not known.
  const isStart = trace?.isEnded === true || points.some((point) => point.at > at);
  const point: TracePoint = { at, value: latest.value, ...(isStart ? { isStart } : {}) };
  return { latest, points: [...kept.slice(1 - POINTS_MAX), point] };
}
