/** Where a line of readings may not be joined: nothing was measured in between. Pure. */

/** A reading late by a poll or two is no outage. */
const USUAL_INTERVALS_MAX = 3;

/**
 * Indexes of the times that begin a new line: those more than three usual intervals after the one
 * before. `times` are epoch milliseconds, ascending; the usual interval is their median, the
 * lower one of two.
 */
export function lineBreaks(times: readonly number[]): ReadonlySet<number> {
  const intervals = times.slice(1).map((at, index) => at - (times[index] ?? at));
  const sorted = intervals.toSorted((one, other) => one - other);
  const usual = sorted[(sorted.length - 1) >> 1] ?? 0;
  const breaks = new Set<number>();
  intervals.forEach((interval, index) => {
    if (interval > usual * USUAL_INTERVALS_MAX) breaks.add(index + 1);
  });
  return breaks;
}
