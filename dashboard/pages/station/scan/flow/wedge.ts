/** What a scanner types, key by key: the GS character and the end of a scan among them. Pure. */

/** A key as the browser tells it. */
export interface PressedKey {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly altKey: boolean;
  /** Milliseconds, of the browser's monotonic clock. */
  readonly at: number;
}

/** Faster than anybody types: between the keys of a scanner. */
const SCANNER_GAP_MS = 80;
const GS = "\u001d";

/** What to do with a key in the field. */
export type KeyMeaning = "end" | "gs" | "plain";

/**
 * Enter ends a scan; so does Tab where a scanner typed it, else it is a person on the way to the
 * next field. Control and `]` (or F8, as some scanners are set) is the GS character, which a
 * browser would drop.
 */
export function meaningOf(
  pressed: PressedKey,
  before: { readonly at: number; readonly text: string } | undefined,
): KeyMeaning {
  const { key, ctrlKey, altKey, at } = pressed;
  if (key === "Enter") return "end";
  if (key === "Tab" && before !== undefined && before.text !== "") {
    return at - before.at < SCANNER_GAP_MS ? "end" : "plain";
  }
  if (ctrlKey && !altKey && (key === "]" || key === GS)) return "gs";
  return key === "F8" || key === "GroupSeparator" ? "gs" : "plain";
}

/** The text with the GS character put in at a place. */
export function insertGs(text: string, start: number, end: number): string {
  return `${text.slice(0, start)}${GS}${text.slice(end)}`;
}

/** What goes to the gateway: without line ends and outer spaces, every other character kept. */
export function typedScan(text: string): string {
  return text.replaceAll(/[\r\n]/g, "").trim();
}
