/** Demand as a spreadsheet saves it: RFC 4180, a line of names first. Pure. */
import { Refusal } from "../../ledger/contract.ts";
import { refuseInvalid } from "../import-rule.ts";

const NAMES = ["externalKey", "partNumber", "quantity", "kind", "dueAt", "customer"] as const;

/** One line by the names of the first one, its texts as they are. */
export type CsvLine = Readonly<Partial<Record<(typeof NAMES)[number], string | number>>>;

/**
 * The lines of the file, empty cells left out. Throws Refusal `record.invalid` for a column it does
 * not know, a line of another length, or quotes that do not end.
 */
export function readDemandCsv(text: string): readonly CsvLine[] {
  const [head = [], ...rows] = splitRows(text.replace(/^\uFEFF/, ""));
  for (const name of head) {
    if (!NAMES.some((known) => known === name)) {
      refuseInvalid("csv", `"${name}" is no column of demand; known are ${NAMES.join(", ")}`);
    }
  }
  return rows.map((row, index) => {
    if (row.length !== head.length) {
      const message = `line ${index + 2} has ${row.length} cells, the first one ${head.length}`;
      throw new Refusal("record.invalid", message, { field: `lines.${index}` });
    }
    const cells = head.map((name, column) => [name, cellOf(name, row[column] ?? "")] as const);
    return Object.fromEntries(cells.filter(([, cell]) => cell !== "")) as CsvLine;
  });
}

/** A quantity that is no number stays a text, which the schema refuses by its name. */
function cellOf(name: string, text: string): string | number {
  return name === "quantity" && /^\d{1,9}$/.test(text.trim()) ? Number(text) : text;
}

function splitRows(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  // A cell: quoted with doubled quotes inside, or anything up to a comma or the line's end.
  const cell = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/y;
  while (cell.lastIndex < text.length) {
    const at = cell.lastIndex;
    const match = cell.exec(text);
    if (match === null) refuseInvalid("csv", `the quotes at character ${at + 1} can not be read`);
    const [, quoted, plain = "", end] = match;
    row.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    if (end === ",") continue;
    rows.push(row);
    row = [];
  }
  if (row.length > 0) rows.push([...row, ""]);
  return rows.filter((cells) => cells.some((each) => each !== ""));
}
