/** Times as people and other programs write them. Inside they are integer microseconds, UTC. */

/** ISO 8601 UTC with three fraction digits, or six where the microseconds are known. */
export function isoTime(utcUs: number): string {
  const milliseconds = Math.floor(utcUs / 1000);
  const text = new Date(milliseconds).toISOString();
  const rest = utcUs - milliseconds * 1000;
  return rest === 0 ? text : `${text.slice(0, -1)}${String(rest).padStart(3, "0")}Z`;
}

/** `isoTime` for many times close to each other: what a second begins with is written once. */
export function openIsoTimes(): (utcUs: number) => string {
  let second = Number.NaN;
  let begun = "";
  return (utcUs) => {
    const milliseconds = Math.floor(utcUs / 1000);
    const own = Math.floor(milliseconds / 1000);
    if (own !== second) {
      begun = new Date(own * 1000).toISOString().slice(0, -4);
      second = own;
    }
    const rest = utcUs - milliseconds * 1000;
    const digits = String(milliseconds - own * 1000).padStart(3, "0");
    return rest === 0 ? `${begun}${digits}Z` : `${begun}${digits}${String(rest).padStart(3, "0")}Z`;
  };
}

/**
 * Microseconds since the epoch of an ISO 8601 time with a zone; digits below a microsecond are cut.
 * Undefined where the text is no such time.
 */
export function parseIsoTime(text: string): number | undefined {
  const match = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(?:\.(\d+))?(Z|[+-]\d{2}:\d{2})$/.exec(text);
  if (match === null) return undefined;
  const wall = Date.parse(`${match[1]}Z`);
  const milliseconds = Date.parse(`${match[1]}${match[3]}`);
  if (Number.isNaN(wall) || Number.isNaN(milliseconds)) return undefined;
  // The engine reads 31 February as 3 March.
  if (!new Date(wall).toISOString().startsWith(match[1] ?? "")) return undefined;
  return milliseconds * 1000 + Number((match[2] ?? "").slice(0, 6).padEnd(6, "0"));
}
