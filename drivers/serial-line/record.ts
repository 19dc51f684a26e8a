/** Lines that name their values, to records: key=value, CSV, JSON. Pure but for a CSV's header. */
import type { CsvPattern, KeyValuePattern, RecordPattern } from "./line-pattern.ts";

/** What stands where: by key, by column, or as JSON had it. */
export type LineRecord =
  | {
      readonly kind: "named";
      readonly names: ReadonlyMap<string, string>;
      readonly cells: readonly string[];
    }
  | { readonly kind: "json"; readonly value: unknown };

/** Undefined where the line is not of this kind; `ignored` for a header. */
export type RecordReader = (line: string) => LineRecord | "ignored" | "unparsable" | undefined;

/** A reader for one connection. */
export function openRecordReader(pattern: RecordPattern): RecordReader {
  const { prefix } = pattern;
  const read = readerOf(pattern);
  return (line) => (line.startsWith(prefix) ? read(line.slice(prefix.length)) : undefined);
}

function readerOf(pattern: RecordPattern): RecordReader {
  switch (pattern.format) {
    case "key-value":
      return (text) => readPairs(pattern, text);
    case "csv":
      return csvReader(pattern);
    case "json":
      return readJson;
  }
}

/** The text at a key, a column or a path; undefined where there is none. */
export function textAt(record: LineRecord, place: string | number): string | undefined {
  if (record.kind === "json") return jsonTextAt(record.value, String(place));
  return typeof place === "number" ? record.cells[place - 1] : record.names.get(place);
}

/** A piece without its assignment, or a key that comes twice: then nothing of it is sure. */
function readPairs({ between, assign }: KeyValuePattern, text: string): LineRecord | undefined {
  const names = new Map<string, string>();
  for (const piece of text.split(between)) {
    const at = piece.indexOf(assign);
    const key = piece.slice(0, Math.max(0, at)).trim();
    if (key === "" || names.has(key)) return undefined;
    names.set(key, piece.slice(at + assign.length).trim());
  }
  return { kind: "named", names, cells: [...names.values()] };
}

function csvReader(pattern: CsvPattern): RecordReader {
  let columns: readonly string[] | undefined = pattern.columns;
  const wanted = [
    ...pattern.fields.map(({ from }) => from),
    ...Object.values(pattern.groups),
    ...Object.keys(pattern.where),
  ].filter((place) => typeof place === "string");
  return (text) => {
    const cells = splitCells(pattern, text);
    if (cells === undefined) return undefined;
    if (pattern.header && isHeader(cells, wanted)) {
      columns = cells;
      return "ignored";
    }
    // Without the names, or with a cell too many, nobody knows which value is which.
    if (columns === undefined) return pattern.header ? "unparsable" : named([], cells);
    return columns.length === cells.length ? named(columns, cells) : "unparsable";
  };
}

function isHeader(cells: readonly string[], wanted: readonly string[]): boolean {
  return new Set(cells).size === cells.length && wanted.every((name) => cells.includes(name));
}

function named(columns: readonly string[], cells: readonly string[]): LineRecord {
  const names = new Map(columns.map((name, index) => [name, cells[index] ?? ""]));
  return { kind: "named", names, cells };
}

/** RFC 4180, one line: undefined where a quote is not closed or stands in the middle of a cell. */
function splitCells({ separator, quote }: CsvPattern, text: string): string[] | undefined {
  const cells: string[] = [];
  let at = 0;
  for (;;) {
    const isQuoted = text[at] === quote;
    const end = isQuoted ? endOfQuoted(text, at, quote) : text.indexOf(separator, at);
    if (isQuoted && end < 0) return undefined;
    const to = end < 0 ? text.length : end;
    const cell = text.slice(at, to);
    if (!isQuoted && cell.includes(quote)) return undefined;
    cells.push(isQuoted ? cell.slice(1, -1).replaceAll(quote + quote, quote) : cell.trim());
    if (to >= text.length) return cells;
    if (text[to] !== separator) return undefined;
    at = to + 1;
  }
}

/** Behind its closing quote; negative where there is none. */
function endOfQuoted(text: string, from: number, quote: string): number {
  for (let at = from + 1; at < text.length; at += 1) {
    if (text[at] !== quote) continue;
    if (text[at + 1] !== quote) return at + 1;
    at += 1;
  }
  return -1;
}

/** A number as it was printed: a double would lose digits of a long one. */
class PrintedNumber {
  readonly source: string;

  constructor(source: string) {
    this.source = source;
  }
}

type Reviver = (this: unknown, key: string, value: unknown, context: { source: string }) => unknown;

const keepSource: Reviver = (_, value, { source }) =>
  typeof value === "number" ? new PrintedNumber(source) : value;

function readJson(text: string): LineRecord | undefined {
  if (!/^\s*\{/.test(text)) return undefined;
  try {
    return { kind: "json", value: JSON.parse(text, keepSource as (key: string) => unknown) };
  } catch {
    // Not of this kind: the next pattern may know it, or it is told as noise.
    return undefined;
  }
}

/** `values[0].v`, `values.0.v`. */
function jsonTextAt(value: unknown, path: string): string | undefined {
  let found = value;
  for (const key of path.replaceAll(/\[(\d+)\]/g, ".$1").split(".")) {
    if (typeof found !== "object" || found === null || !Object.hasOwn(found, key)) return undefined;
    found = (found as Readonly<Record<string, unknown>>)[key];
  }
  if (found instanceof PrintedNumber) return found.source;
  return typeof found === "string" || typeof found === "boolean" ? String(found) : undefined;
}
