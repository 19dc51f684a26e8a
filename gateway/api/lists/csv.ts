/** Rows as CSV (RFC 4180): CRLF, quotes where needed, and nothing that a spreadsheet would run. */
import type { Column } from "./columns.ts";

/** What a spreadsheet takes for the beginning of a formula. */
const FORMULA = /^[=+\-@\t\r]/;

/** The line with the names of the columns. */
export function csvHeader(columns: readonly Column[]): string {
  return csvLine(columns.map((column) => column.join(".")));
}

/** One line. Text that could be a formula gets a `'` before it; numbers stay as they are. */
export function csvRow(columns: readonly Column[], item: unknown): string {
  return csvLine(columns.map((column) => cellOf(valueAt(item, column))));
}

function csvLine(cells: readonly string[]): string {
  return `${cells.map(quote).join(",")}\r\n`;
}

function quote(cell: string): string {
  return /[",\r\n]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

function valueAt(item: unknown, column: Column): unknown {
  return column.reduce<unknown>((inner, name) => Object(inner)[name], item);
}

function cellOf(value: unknown): string {
  if (value === undefined || value === null) return "";
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return FORMULA.test(text) ? `'${text}` : text;
}
