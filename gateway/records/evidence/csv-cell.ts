/** Cells of a table that people open with a spreadsheet. */

const NEEDS_QUOTES = /[",\r\n]/;
/** Neither quotes nor an apostrophe: nearly every cell. */
const PLAIN = /^(?![=+\-@\t\r])[^",\r\n]*$/;
/** What a spreadsheet takes for a formula; a number is written as a number and none. */
const FORMULA = /^[=+\-@\t\r]/;

export type Cell = string | number | boolean | null | undefined;

/** One line of RFC 4180; a text that a spreadsheet would calculate begins with an apostrophe. */
export function csvLine(cells: readonly Cell[]): string {
  return `${cells.map(csvCell).join(",")}\r\n`;
}

function csvCell(cell: Cell): string {
  if (cell === null || cell === undefined) return "";
  if (typeof cell !== "string") return String(cell);
  if (PLAIN.test(cell)) return cell;
  const text = FORMULA.test(cell) ? `'${cell}` : cell;
  return NEEDS_QUOTES.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
