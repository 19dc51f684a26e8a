/** The UTC day of a time in seconds since 1970, e.g. "2026-11-23". */
export function isoDay(second: number): string {
  return new Date(second * 1_000).toISOString().slice(0, 10);
}
