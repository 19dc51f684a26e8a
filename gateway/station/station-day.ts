/** Calendar days of the site, for "today" on screens and in shift arithmetic. */

/** Maps an instant (microseconds, UTC) to the site's calendar day "2026-11-23". */
export function siteDayOf(timeZone: string): (utcUs: number) => string {
  const format = new Intl.DateTimeFormat("en-CA", {
    timeZone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
  });
  return (utcUs) => format.format(utcUs / 1000);
}
