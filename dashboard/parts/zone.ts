/** The picker's local time and the address's UTC, by the site's time zone. Pure. */

/** `2026-03-29T08:00` on the site's clock as UTC, ISO 8601; undefined for no time. */
export function utcOfLocal(local: string, timeZone: string): string | undefined {
  const wanted = Date.parse(`${local}Z`);
  if (Number.isNaN(wanted)) return undefined;
  // The offset is that of the instant looked for, so a first guess is corrected once.
  const guess = wanted - offsetMs(wanted, timeZone);
  return new Date(wanted - offsetMs(guess, timeZone)).toISOString();
}

/** A UTC instant as the picker wants it, on the site's clock; empty for a text that is no time. */
export function localOfUtc(utc: string, timeZone: string): string {
  const at = Date.parse(utc);
  if (Number.isNaN(at)) return "";
  return new Date(at + offsetMs(at, timeZone)).toISOString().slice(0, 16);
}

/** How far the zone's clock is ahead of UTC at an instant. */
function offsetMs(at: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat("sv-SE", {
    timeZone,
    dateStyle: "short",
    timeStyle: "medium",
  }).format(at);
  return Date.parse(`${parts.replace(" ", "T")}Z`) - Math.floor(at / 1_000) * 1_000;
}
