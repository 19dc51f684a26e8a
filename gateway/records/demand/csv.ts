/** Demand as a spreadsheet saves it: RFC 4180, a line of names first. Pure. */
import { describeIssue } from "../../platform/issue-words.ts";
import { type DemandBody, demandInput } from "./record.ts";

const NAMES = ["externalKey", "partNumber", "quantity", "kind", "dueAt", "customer"] as const;
const NEEDED = ["externalKey", "partNumber", "quantity", "kind", "dueAt"] as const;
/** Lines of one message. */
export const LINES_MAX = 2_000;
/** More faults than that are not read by anybody. */
const FAULTS_MAX = 200;

/** What is wrong, and where: `path` is "line 3, dueAt", or "csv" for the file as a whole. */
export interface CsvFault {
  readonly path: string;
  readonly message: string;
}

/** The lines of a file, each with where it stands; or everything that is wrong with them. */
export type DemandCsv =
  | { readonly lines: readonly DemandBody[]; readonly lineNumbers: readonly number[] }
  | { readonly faults: readonly CsvFault[] };

/** Reads the whole file; every line that can not be taken is told, not only the first. */
export function readDemandCsv(text: string): DemandCsv {
  const whole = faultOfFile(text);
  if (whole !== undefined) return { faults: [{ path: "csv", message: whole }] };
  const rows = splitRows(text.replace(/^\uFEFF/, ""));
  if ("fault" in rows) return { faults: [rows.fault] };
  const [head, ...body] = rows.rows;
  const names = (head?.cells ?? []).map((name) => name.trim());
  const headFaults = faultsOfHead(names);
  if (headFaults.length > 0) return { faults: headFaults };
  if (body.length > LINES_MAX) {
    const message = `holds ${body.length} lines; send at most ${LINES_MAX} at a time`;
    return { faults: [{ path: "csv", message }] };
  }
  const read = body.map((row) => readRow(row, names));
  const faults = read.flatMap((each) => ("faults" in each ? each.faults : []));
  if (faults.length > 0) return { faults: faults.slice(0, FAULTS_MAX) };
  const lines = read.flatMap((each) => ("line" in each ? [each.line] : []));
  return { lines, lineNumbers: body.map(({ lineNumber }) => lineNumber) };
}

/** A file of UTF-16 that was read as UTF-8 is full of zeros. */
function faultOfFile(text: string): string | undefined {
  if (text.includes("\0")) return "is not encoded as UTF-8: save it as “CSV UTF-8”";
  if (text.trim() === "") return "is empty: its first line names the columns";
  return undefined;
}

function faultsOfHead(names: readonly string[]): readonly CsvFault[] {
  const unknown = names.filter((name) => !NAMES.some((known) => known === name));
  const missing = NEEDED.filter((name) => !names.includes(name));
  const twice = names.filter((name, index) => names.indexOf(name) !== index);
  return [
    ...unknown.map((name) => `“${name}” is no column of demand; known are ${NAMES.join(", ")}`),
    ...missing.map((name) => `the column ${name} is missing`),
    ...twice.map((name) => `the column ${name} is there twice`),
  ].map((message) => ({ path: "line 1", message }));
}

interface Row {
  readonly cells: readonly string[];
  /** Where it begins in the file, from 1. */
  readonly lineNumber: number;
}

type ReadRow = { readonly line: DemandBody } | { readonly faults: readonly CsvFault[] };

function readRow({ cells, lineNumber }: Row, names: readonly string[]): ReadRow {
  const line = `line ${lineNumber}`;
  if (cells.length !== names.length) {
    const message = `has ${cells.length} cells, the first line has ${names.length}`;
    return { faults: [{ path: line, message }] };
  }
  const faults = names.flatMap((name, column) => {
    const message = faultOfCell(name, cells[column] ?? "");
    return message === undefined ? [] : [{ path: `${line}, ${name}`, message }];
  });
  if (faults.length > 0) return { faults };
  const given = names.map((name, column) => [name, cellOf(name, cells[column] ?? "")] as const);
  const parsed = demandInput.safeParse(Object.fromEntries(given.filter(([, cell]) => cell !== "")));
  if (parsed.success) return { line: parsed.data };
  return {
    faults: parsed.error.issues.map((issue) => ({
      path: `${line}, ${issue.path.join(".")}`,
      message:
        cells[names.indexOf(String(issue.path[0]))] === "" ? "is empty" : describeIssue(issue),
    })),
  };
}

/** What a spreadsheet of another country, or one that computes, puts into a cell. */
function faultOfCell(name: string, text: string): string | undefined {
  if (text.includes("\uFFFD")) {
    return "holds a character that is not UTF-8: save the file as “CSV UTF-8”";
  }
  if (/^[=+@\t\r]|^-(?!\d)/.test(text)) return `“${text}” is a formula: write the value itself`;
  if (text === "") return undefined;
  if (name === "dueAt" && !/^\d{4}-\d{2}-\d{2}T.*(Z|[+-]\d{2}:\d{2})$/.test(text.trim())) {
    return (
      `“${text}” is no ISO 8601 time with a zone: write 2026-12-04T00:00:00Z; ` +
      "other forms mistake days for months"
    );
  }
  if (name === "quantity" && !/^\d{1,9}$/.test(text.trim())) {
    return `“${text}” is no whole number written with digits alone`;
  }
  return undefined;
}

function cellOf(name: string, text: string): string | number {
  return name === "quantity" && text.trim() !== "" ? Number(text) : text.trim();
}

/** A spreadsheet whose country writes decimals with a comma puts semicolons between the cells. */
function delimiterOf(text: string): "," | ";" {
  const [first = ""] = text.split(/\r?\n/, 1);
  return !first.includes(",") && first.includes(";") ? ";" : ",";
}

function splitRows(text: string): { readonly rows: readonly Row[] } | { readonly fault: CsvFault } {
  const delimiter = delimiterOf(text);
  const rows: Row[] = [];
  let cells: string[] = [];
  let lineNumber = 1;
  let begunAt = 1;
  // A cell: quoted with doubled quotes inside, or anything up to a delimiter or the line's end.
  const plain = delimiter === "," ? '[^",\\r\\n]*' : '[^";\\r\\n]*';
  const cell = new RegExp(`(?:"((?:[^"]|"")*)"|(${plain}))(${delimiter}|\\r?\\n|$)`, "y");
  while (cell.lastIndex < text.length) {
    const match = cell.exec(text);
    if (match === null) {
      const message = "its quotes can not be read: a quote inside a cell is written twice";
      return { fault: { path: `line ${lineNumber}`, message } };
    }
    const [all, quoted, bare = "", end] = match;
    cells.push(quoted === undefined ? bare : quoted.replaceAll('""', '"'));
    lineNumber += all.split("\n").length - 1;
    if (end === delimiter) continue;
    rows.push({ cells, lineNumber: begunAt });
    cells = [];
    begunAt = lineNumber;
  }
  if (cells.length > 0) rows.push({ cells: [...cells, ""], lineNumber: begunAt });
  return { rows: rows.filter((row) => row.cells.some((each) => each.trim() !== "")) };
}
