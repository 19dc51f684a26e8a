/** A wire file as rows of a table: so many bytes each, with what was decoded beside them. Pure. */

export interface WireHeaderText {
  readonly port: string;
  /** ISO 8601 UTC of `t` = 0. */
  readonly startedAt: string;
  readonly rig?: string;
  readonly driver?: string;
}

/** An event as the gateway wrote it, see drivers/wire-file.ts. */
export type WireEvent = Readonly<Record<string, unknown>> & { readonly kind: string };

interface FileLine {
  readonly t: number;
  readonly dir: "rx" | "tx" | "open" | "close" | "gap" | "event";
  readonly hex?: string;
  readonly bytes?: number;
  readonly rig?: string;
  readonly event?: WireEvent;
}

/** One chunk of bytes, or a mark, with the events that came of it. */
export interface WireEntry {
  readonly t: number;
  readonly dir: "rx" | "tx" | "open" | "close" | "gap" | "none";
  /** Pairs of hexadecimal digits. */
  readonly hex: string;
  /** The same bytes as text, one character each; what is not printable is a dot. */
  readonly text: string;
  /** Of a gap: how many bytes are not kept. */
  readonly lost: number;
  readonly events: readonly WireEvent[];
}

export interface WireText {
  readonly header: WireHeaderText;
  readonly entries: readonly WireEntry[];
}

/** One line of the table. `isFirst` lines tell time and direction. */
export interface WireRow {
  /** In the table, from 0. */
  readonly place: number;
  readonly entry: WireEntry;
  /** Of the entry, in the list of entries. */
  readonly index: number;
  readonly isFirst: boolean;
  readonly hex: string;
  readonly text: string;
  readonly event: WireEvent | undefined;
}

/** Reads a whole file; a last line that is cut off is left out. */
export function readWireText(content: string): WireText {
  const [head = "{}", ...rest] = content.split("\n");
  const entries: (WireEntry & { events: WireEvent[] })[] = [];
  for (const text of rest) {
    if (!text.endsWith("}")) continue;
    const line = JSON.parse(text) as FileLine;
    if (line.dir !== "event") entries.push(entryOf(line));
    else if (line.event !== undefined) eventsAt(entries, line.t).push(line.event);
  }
  return { header: JSON.parse(head) as WireHeaderText, entries };
}

function entryOf({ t, dir, hex = "", bytes = 0 }: FileLine): WireEntry & { events: WireEvent[] } {
  const shown = dir === "event" ? "none" : dir;
  return { t, dir: shown, hex, text: textOf(hex), lost: bytes, events: [] };
}

/** Of what was heard last: an event is told after the bytes it came of. */
function eventsAt(entries: (WireEntry & { events: WireEvent[] })[], t: number): WireEvent[] {
  const heard = entries.findLast(({ dir }) => dir === "rx") ?? entries.at(-1);
  if (heard !== undefined) return heard.events;
  const alone = entryOf({ t, dir: "event" });
  entries.push(alone);
  return alone.events;
}

function textOf(hex: string): string {
  let text = "";
  for (let at = 0; at < hex.length; at += 2) {
    const code = Number.parseInt(hex.slice(at, at + 2), 16);
    text += code >= 0x20 && code < 0x7f ? String.fromCharCode(code) : "·";
  }
  return text;
}

/**
 * Rows of at most `bytesPerRow` bytes. With `beside` an event stands beside the bytes, else each
 * has a row of its own.
 */
export function wireRows(
  entries: readonly WireEntry[],
  { bytesPerRow, beside }: { bytesPerRow: number; beside: boolean },
): WireRow[] {
  let place = 0;
  return entries.flatMap((entry, index) => {
    const pieces = Math.max(1, Math.ceil(entry.text.length / bytesPerRow));
    const count = beside ? Math.max(pieces, entry.events.length) : pieces + entry.events.length;
    return Array.from({ length: count }, (_, at): WireRow => {
      const from = at * bytesPerRow;
      return {
        ...{ place: place++, entry, index, isFirst: at === 0 },
        hex: pairs(entry.hex.slice(from * 2, (from + bytesPerRow) * 2)),
        text: entry.text.slice(from, from + bytesPerRow),
        event: entry.events[beside ? at : at - pieces],
      };
    });
  });
}

function pairs(hex: string): string {
  return hex.replaceAll(/(..)(?=.)/g, "$1 ");
}

/**
 * Indexes of the entries in which `query` begins: as text, as bytes in hexadecimal, or decoded.
 * What was said at once may have been read in pieces, so it may end in a later entry.
 */
export function findEntries(entries: readonly WireEntry[], query: string): number[] {
  const wanted = query.trim().toLowerCase();
  if (wanted === "") return [];
  const digits = /^[0-9a-f\s]+$/.test(wanted) ? wanted.replaceAll(/\s/g, "") : "";
  const hex = digits.length % 2 === 0 ? digits : "";
  const isHit = (entry: WireEntry, index: number) => {
    const count = Math.max(wanted.length, hex.length / 2) - 1;
    const behind = bytesBehind(entries, index, count);
    const text = entry.text + behind.text;
    const bytes = entry.hex + behind.hex;
    return (
      beginsIn(text.toLowerCase(), wanted, { end: entry.text.length, width: 1 }) ||
      beginsIn(bytes, hex, { end: entry.hex.length, width: 2 }) ||
      entry.events.some((event) => JSON.stringify(event).toLowerCase().includes(wanted))
    );
  };
  return entries.flatMap((entry, index) => (isHit(entry, index) ? [index] : []));
}

/** The next `count` bytes of the same direction, as far as they are known to follow. */
function bytesBehind(entries: readonly WireEntry[], index: number, count: number) {
  const dir = entries[index]?.dir;
  let text = "";
  let hex = "";
  for (let at = index + 1; at < entries.length && text.length < count; at += 1) {
    const next = entries[at];
    if (next?.dir !== "rx" && next?.dir !== "tx") break;
    if (next.dir !== dir) continue;
    text += next.text;
    hex += next.hex;
  }
  return { text: text.slice(0, count), hex: hex.slice(0, count * 2) };
}

/** Whether `wanted` stands in `all`, from a place before `end`, counted in steps of `width`. */
function beginsIn(all: string, wanted: string, { end, width }: { end: number; width: number }) {
  if (wanted === "") return false;
  let at = all.indexOf(wanted);
  // Bytes are whole: "1f" is not in "31 f0".
  while (at !== -1 && at % width !== 0) at = all.indexOf(wanted, at + 1);
  return at !== -1 && at < end;
}

/** Indexes of the entries that were, in part, no reading. */
export function findNoise(entries: readonly WireEntry[]): number[] {
  return entries.flatMap((entry, index) => (isNoise(entry) ? [index] : []));
}

/** True where some of the bytes were no reading, or are not kept. */
export function isNoise({ dir, events }: WireEntry): boolean {
  return dir === "gap" || events.some(({ kind }) => kind === "noise");
}

/** The hit after `current`, or before it where `step` is -1; round the end. */
export function nextHit(
  hits: readonly number[],
  current: number,
  step: 1 | -1,
): number | undefined {
  if (step === 1) return hits.find((hit) => hit > current) ?? hits[0];
  return hits.findLast((hit) => hit < current) ?? hits.at(-1);
}
