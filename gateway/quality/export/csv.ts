/** Tables as CSV (RFC 4180), for spreadsheets. Pure. */

type Field = string | number | boolean | undefined;

/**
 * Lines end with CR LF. A text that a spreadsheet would take for a formula gets an apostrophe
 * before it: a serial number must not run as a program. Numbers are written as they are.
 */
export function encodeCsv(header: readonly string[], rows: readonly (readonly Field[])[]): string {
  return [header, ...rows].map((row) => `${row.map(encodeField).join(",")}\r\n`).join("");
}

function encodeField(field: Field): string {
  if (field === undefined) return "";
  if (typeof field !== "string") return String(field);
  const text = /^[=+\-@\t\r]/.test(field) ? `'${field}` : field;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
