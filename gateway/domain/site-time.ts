/** Moments as people at a site write them, with the offset that makes them exact. */

const MINUTE_MS = 60_000;

/**
 * ISO 8601 at a site, whole seconds, with the offset from UTC that was in force then:
 * "2026-11-23T09:30:00+01:00". Takes microseconds since the epoch and an IANA time zone.
 */
export function siteTime(utcUs: number, timeZone: string): string {
  const utcMs = Math.floor(utcUs / 1_000_000) * 1_000;
  const wall = wallClockMs(utcMs, timeZone);
  const offset = Math.round((wall - utcMs) / MINUTE_MS);
  const size = Math.abs(offset);
  const digits = [Math.floor(size / 60), size % 60].map((part) => String(part).padStart(2, "0"));
  const sign = offset < 0 ? "-" : "+";
  return `${new Date(wall).toISOString().slice(0, 19)}${sign}${digits.join(":")}`;
}

/** What the clock on the wall shows, read as if it were UTC. */
function wallClockMs(utcMs: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat("en-CA", {
    ...{ timeZone, hourCycle: "h23" as const, year: "numeric", month: "2-digit" },
    ...{ day: "2-digit", hour: "2-digit", minute: "2-digit", second: "2-digit" },
  }).formatToParts(utcMs);
  const of = (type: string) => Number(parts.find((part) => part.type === type)?.value);
  const [year, month, day] = [of("year"), of("month"), of("day")];
  return Date.UTC(year, month - 1, day, of("hour"), of("minute"), of("second"));
}
