/** Days as the site's calendar has them: 23 or 25 hours long where clocks change. Pure. */

/** One day: microseconds since the epoch, half-open. */
export interface SiteDay {
  /** "2026-11-23". */
  readonly date: string;
  readonly fromUs: number;
  readonly toUs: number;
}

const DAY_MS = 86_400_000;
const DAY_US = DAY_MS * 1000;
const SECOND_US = 1_000_000;

/** The site's days that the given days (of 24 hours, UTC, numbered from the epoch) reach into. */
export function siteDays(utcDays: readonly number[], timeZone: string): readonly SiteDay[] {
  const dateOf = dateFormat(timeZone);
  const starts = dayStarts(dateOf);
  const dates = new Set(
    utcDays.flatMap((day) => [dateOf(day * DAY_US), dateOf((day + 1) * DAY_US - 1)]),
  );
  return [...dates].toSorted().map((date) => {
    const following = new Date(Date.parse(date) + DAY_MS).toISOString().slice(0, 10);
    return { date, fromUs: starts(date), toUs: starts(following) };
  });
}

type DateOf = (utcUs: number) => string;

function dateFormat(timeZone: string): DateOf {
  const format = new Intl.DateTimeFormat("en-CA", { timeZone, dateStyle: "short" });
  return (utcUs) => format.format(utcUs / 1000);
}

/** The instant a date begins; most begin as far from midnight UTC as the date before. */
function dayStarts(dateOf: DateOf): (date: string) => number {
  let shiftUs = 0;
  return (date) => {
    const midnight = Date.parse(date) * 1000;
    const guess = midnight + shiftUs;
    const isStart = dateOf(guess) === date && dateOf(guess - 1) < date;
    const start = isStart ? guess : searchStart(date, midnight, dateOf);
    shiftUs = start - midnight;
    return start;
  };
}

/** To the second, which is as fine as any zone was since 1970. */
function searchStart(date: string, midnight: number, dateOf: DateOf): number {
  let [before, reached] = [midnight - DAY_US, midnight + DAY_US];
  while (reached - before > SECOND_US) {
    const middle = before + Math.floor((reached - before) / (2 * SECOND_US)) * SECOND_US;
    if (dateOf(middle) < date) before = middle;
    else reached = middle;
  }
  return reached;
}
