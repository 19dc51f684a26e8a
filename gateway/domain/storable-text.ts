/** Text of a rig in a form that every store and every sink can write. Pure. */

/**
 * What UTF-8 cannot hold (half a surrogate pair) and what InfluxDB refuses (U+0000) becomes
 * U+FFFD; all else stays as it is. The raw bytes are in the run's trace.
 */
export function storableText(text: string): string {
  return text.toWellFormed().replaceAll("\u0000", "\ufffd");
}
