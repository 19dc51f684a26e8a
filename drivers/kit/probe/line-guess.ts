/**
 * What bytes of an unknown text device probably are: where its lines end, how a line is built, and
 * the `options:` of `serial-line` that read it. A proposal for a person, never a reading. Pure.
 *
 *   bytes ─► share of printable ones ─► delimiter ─► whole lines ─► json | key-value | csv | words
 */
import { type GuessedPattern, guessPattern } from "./pattern-guess.ts";

export interface LineGuess {
  /** Of all bytes, those that a text may hold; a wrong speed gives about a third. */
  readonly textShare: number;
  /** Absent where no line was whole. */
  readonly delimiter?: string;
  /** Whole lines, the latest last, at most 20; control characters as dots. */
  readonly lines: readonly string[];
  /** Absent where the lines follow no pattern that is known. */
  readonly pattern?: GuessedPattern;
}

/** The longer first: one may hold another. */
const DELIMITERS = ["\r\n", "\n", "\r", "\u0003", ";"] as const;
const LINES_MAX = 20;
const TEXT_SHARE_MIN = 0.9;
const TIMES_MIN = 2;

/** Half a line at either end is left out: nobody knows when listening began. */
export function guessLines(bytes: Uint8Array): LineGuess {
  const text = Buffer.from(bytes).toString("latin1");
  const textShare = bytes.length === 0 ? 0 : countText(bytes) / bytes.length;
  if (textShare < TEXT_SHARE_MIN) return { textShare, lines: [] };
  const delimiter = DELIMITERS.find((each) => text.split(each).length > TIMES_MIN);
  if (delimiter === undefined) return { textShare, lines: [] };
  const whole = text.split(delimiter).slice(1, -1);
  const lines = whole.map((line) => line.replace(/^[\r\n]+|[\r\n]+$/g, "")).filter(Boolean);
  const pattern = guessPattern(lines);
  const shown = lines.slice(-LINES_MAX).map(printable);
  return { textShare, delimiter, lines: shown, ...(pattern === undefined ? {} : { pattern }) };
}

function countText(bytes: Uint8Array): number {
  return bytes.reduce((count, byte) => count + (isText(byte) ? 1 : 0), 0);
}

/** Printable ASCII, tab, line ends, and the framing characters of old instruments. */
function isText(byte: number): boolean {
  return (byte >= 0x20 && byte < 0x7f) || [0x02, 0x03, 0x09, 0x0a, 0x0d].includes(byte);
}

function printable(line: string): string {
  return line.replace(/[^\x20-\x7e]/g, "·");
}

/** The `options:` block of a rig with the driver `serial-line`, as YAML; ends with a line end. */
export function lineOptionsYaml({ delimiter, pattern }: LineGuess): string {
  if (delimiter === undefined || pattern === undefined) return "";
  // A carriage return before a line feed is dropped by the driver itself.
  const end = delimiter === "\r\n" ? "\n" : delimiter;
  const own = end === "\n" ? "" : `  delimiter: ${JSON.stringify(end)}\n`;
  const entries = pattern.entries.map((entry) => `    - ${entry}\n`).join("");
  return `options:\n${own}  lines:\n${entries}`;
}
