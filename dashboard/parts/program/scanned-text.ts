/** What a scanner that types like a keyboard has typed. Pure. */

/** AIM symbology identifier, which some scanners are set to send before the data: `]C1`, `]d2`. */
const SYMBOLOGY = /^\][A-Za-z][0-9]/;

/** Without control characters (a group separator, a tab), symbology identifier and outer spaces. */
export function scannedText(typed: string): string {
  return typed
    .replace(/\p{Cc}/gu, "")
    .trim()
    .replace(SYMBOLOGY, "");
}
