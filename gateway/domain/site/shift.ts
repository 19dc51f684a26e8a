/** A site's shifts: wall-clock times in its time zone, turned into instants. Pure. */

export const WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
export type Weekday = (typeof WEEKDAYS)[number];

/** One shift of the calendar; one that ends at or before its beginning ends on the next day. */
export interface ShiftPlan {
  readonly name: string;
  /** `HH:MM` in site time. */
  readonly from: string;
  readonly to: string;
  /** On which it begins; every day where absent. */
  readonly days?: readonly Weekday[];
}

export interface Calendar {
  readonly timeZone: string;
  readonly shifts: readonly ShiftPlan[];
}

/** A shift that took or takes place: [from, until) in microseconds since the epoch. */
export interface Shift {
  readonly name: string;
  /** The site's date on which it began. */
  readonly date: string;
  readonly from: number;
  readonly until: number;
}

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** The shift of an instant; the later to begin where two overlap, undefined between shifts. */
export function shiftAt({ timeZone, shifts }: Calendar, utcUs: number): Shift | undefined {
  const clock = wallClockOf(timeZone);
  const today = siteDay(utcUs, clock);
  return [today - DAY_MS, today]
    .flatMap((day) => shifts.flatMap((plan) => shiftOn(plan, day, clock)))
    .filter(({ from, until }) => from <= utcUs && utcUs < until)
    .toSorted((one, other) => other.from - one.from)[0];
}

/** Long enough to find the end of the last shift over any holidays that a weekly calendar has. */
const LOOK_BACK_DAYS = 8;

/**
 * Since when a check of this shift must have been made: the shift's beginning; between shifts the
 * end of the last one, so that overtime is a shift of its own; without shifts the site's midnight.
 */
export function shiftBegan(calendar: Calendar, utcUs: number): number {
  const shift = shiftAt(calendar, utcUs);
  if (shift !== undefined) return shift.from;
  const clock = wallClockOf(calendar.timeZone);
  const today = siteDay(utcUs, clock);
  const ends = Array.from({ length: LOOK_BACK_DAYS }, (_, back) => today - back * DAY_MS)
    .flatMap((day) => calendar.shifts.flatMap((plan) => shiftOn(plan, day, clock)))
    .map(({ until }) => until)
    .filter((until) => until <= utcUs);
  return ends.length === 0 ? instantOf(today, clock) : Math.max(...ends);
}

/** Every shift that touches [from, until), whole, by plan and day; they may overlap. */
export function shiftsBetween(calendar: Calendar, from: number, until: number): readonly Shift[] {
  const clock = wallClockOf(calendar.timeZone);
  const first = siteDay(from, clock) - DAY_MS;
  const days = Math.ceil((siteDay(until, clock) - first) / DAY_MS) + 1;
  return Array.from({ length: days }, (_, day) => first + day * DAY_MS)
    .flatMap((day) => calendar.shifts.flatMap((plan) => shiftOn(plan, day, clock)))
    .filter((shift) => shift.from < until && shift.until > from);
}

/** The plan's shift that begins on a day, as midnight UTC of its date; none where it does not. */
function shiftOn(
  { name, from, to, days }: ShiftPlan,
  day: number,
  clock: Intl.DateTimeFormat,
): Shift[] {
  const weekday = WEEKDAYS[(new Date(day).getUTCDay() + 6) % 7] ?? "mon";
  if (days !== undefined && !days.includes(weekday)) return [];
  const [begin, end] = [minutesOf(from), minutesOf(to)];
  const lastDay = end <= begin ? day + DAY_MS : day;
  const until = instantOf(lastDay + end * MINUTE_MS, clock);
  const shift = { name, date: new Date(day).toISOString().slice(0, 10), until };
  return [{ ...shift, from: instantOf(day + begin * MINUTE_MS, clock) }];
}

function minutesOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(":").map(Number);
  return hours * 60 + minutes;
}

/** Midnight UTC of the site's date at an instant: a day as a number. */
function siteDay(utcUs: number, clock: Intl.DateTimeFormat): number {
  return Math.floor((utcUs / 1_000 + offsetMs(utcUs / 1_000, clock)) / DAY_MS) * DAY_MS;
}

/**
 * The instant, in microseconds, at which the site's clocks show a wall time. In the hour that
 * comes twice it is the first; in the hour that is left out it is the moment of the change.
 */
function instantOf(wallMs: number, clock: Intl.DateTimeFormat): number {
  const before = wallMs - offsetMs(wallMs - DAY_MS, clock);
  const after = wallMs - offsetMs(wallMs + DAY_MS, clock);
  for (const guess of [Math.min(before, after), Math.max(before, after)]) {
    if (guess + offsetMs(guess, clock) === wallMs) return guess * 1_000;
  }
  return changeBetween(Math.min(before, after), Math.max(before, after), clock) * 1_000;
}

/** The minute at which the zone's offset changes, between two instants. */
function changeBetween(lowMs: number, highMs: number, clock: Intl.DateTimeFormat): number {
  const old = offsetMs(lowMs - DAY_MS, clock);
  let [low, high] = [lowMs - DAY_MS, highMs];
  while (high - low > MINUTE_MS) {
    const middle = Math.floor((low + high) / 2 / MINUTE_MS) * MINUTE_MS;
    if (offsetMs(middle, clock) === old) low = middle;
    else high = middle;
  }
  return high;
}

/** How far the site's clocks are ahead of UTC at an instant. */
function offsetMs(utcMs: number, clock: Intl.DateTimeFormat): number {
  const whole = Math.floor(utcMs / 1_000) * 1_000;
  const parts = clock.formatToParts(whole);
  const of = (name: Intl.DateTimeFormatPartTypes) =>
    Number(parts.find(({ type }) => type === name)?.value);
  const date = Date.UTC(of("year"), of("month") - 1, of("day"));
  return date + ((of("hour") * 60 + of("minute")) * 60 + of("second")) * 1_000 - whole;
}

function wallClockOf(timeZone: string): Intl.DateTimeFormat {
  const numeric = "2-digit" as const;
  return new Intl.DateTimeFormat("en-US", {
    timeZone,
    ...{ hourCycle: "h23", year: "numeric", month: numeric, day: numeric },
    ...{ hour: numeric, minute: numeric, second: numeric },
  });
}
