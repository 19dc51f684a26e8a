/** Time in which is worked, by the site's shifts; all of it where no shifts are declared. Pure. */
import { type Calendar, shiftsBetween } from "../../domain/site/shift.ts";

/** Turns moments into working time and back. */
export interface WorkingTime {
  /** Microseconds worked from one moment to a later one. */
  between(fromUs: number, toUs: number): number;
  /** The moment at which so much is worked; undefined where that is beyond the horizon. */
  after(fromUs: number, workUs: number): number | undefined;
}

/** Nobody plans three years by what a line does this week. */
const HORIZON_US = 3 * 365 * 86_400_000_000;
const STEP_US = 28 * 86_400_000_000;

/** Of a calendar around a moment: the past since `sinceUs`, and three years from `nowUs`. */
export function workingTime(calendar: Calendar, sinceUs: number, nowUs: number): WorkingTime {
  if (calendar.shifts.length === 0) {
    return {
      between: (from, to) => to - from,
      after: (from, work) => (work > HORIZON_US ? undefined : Math.round(from + work)),
    };
  }
  const past = merge(shiftsBetween(calendar, sinceUs, nowUs));
  // Made as far as somebody needs them: three years of shifts take a while.
  let ahead: readonly Span[] = [];
  let known = nowUs;
  return {
    between: (from, to) => past.reduce((sum, span) => sum + overlap(span, from, to), 0),
    after(from, work) {
      for (;;) {
        const moment = momentAfter(ahead, from, work);
        if (moment !== undefined && moment <= known) return moment;
        if (known >= nowUs + HORIZON_US) return undefined;
        ahead = merge([...ahead, ...shiftsBetween(calendar, known, known + STEP_US)]);
        known += STEP_US;
      }
    },
  };
}

interface Span {
  readonly from: number;
  readonly until: number;
}

/** Shifts that overlap are one time of work. */
function merge(spans: readonly Span[]): readonly Span[] {
  const merged: Span[] = [];
  for (const { from, until } of spans.toSorted((a, b) => a.from - b.from)) {
    const last = merged.at(-1);
    if (last === undefined || from > last.until) merged.push({ from, until });
    else if (until > last.until) merged[merged.length - 1] = { from: last.from, until };
  }
  return merged;
}

function overlap(span: Span, from: number, to: number): number {
  return Math.max(0, Math.min(span.until, to) - Math.max(span.from, from));
}

function momentAfter(spans: readonly Span[], from: number, work: number): number | undefined {
  let left = work;
  for (const span of spans) {
    const length = overlap(span, from, Number.POSITIVE_INFINITY);
    if (left <= length) return Math.round(span.until - length + left);
    left -= length;
  }
  return undefined;
}
