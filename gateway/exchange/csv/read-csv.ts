/** Runs of a CSV, one after the other, in constant memory. */
import { parseIsoTime } from "../../domain/iso-time.ts";
import { type Converted, ExchangeError, idOf, type SentRun } from "../converted.ts";
import { type CsvMapping, readNumber, readTime } from "./csv-mapping.ts";
import { type CsvRow, readRows } from "./csv-rows.ts";

type SentMeasurement = SentRun["measurements"][number];

/** Reads the runs of a file. A row that is wrong refuses its run; the others go on. */
export async function* readCsv(
  bytes: AsyncIterable<Uint8Array>,
  mapping: CsvMapping,
): AsyncGenerator<Converted> {
  let header: Header | undefined;
  let group: { readonly key: string; readonly rows: CsvRow[] } | undefined;
  for await (const row of readRows(decode(bytes, mapping.encoding), mapping.delimiter)) {
    if (header === undefined) {
      header = readHeader(row, mapping);
      continue;
    }
    const key = mapping.rows === undefined ? String(row.line) : keyOf(row, header, mapping);
    if (group !== undefined && group.key !== key) yield convert(group.rows, header, mapping);
    if (group?.key === key) group.rows.push(row);
    else group = { key, rows: [row] };
    if (group.rows.length > ROWS_MAX) throw tooLong(group.rows);
  }
  if (header === undefined) throw new ExchangeError("exchange.missing", "the file has no header");
  if (group !== undefined) yield convert(group.rows, header, mapping);
}

const ROWS_MAX = 10_000;

function tooLong([first]: readonly CsvRow[]): ExchangeError {
  const message = `the run of line ${first?.line} has more than ${ROWS_MAX} measurements`;
  return new ExchangeError("exchange.bad-value", message);
}

async function* decode(bytes: AsyncIterable<Uint8Array>, encoding: CsvMapping["encoding"]) {
  const decoder = new TextDecoder(encoding, { fatal: true });
  try {
    for await (const chunk of bytes) yield decoder.decode(chunk, { stream: true });
    yield decoder.decode();
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new ExchangeError("exchange.not-text", `the file is not ${encoding}`);
  }
}

interface Header {
  readonly width: number;
  readonly at: ReadonlyMap<string, number>;
  readonly unused: readonly string[];
}

function readHeader({ cells }: CsvRow, mapping: CsvMapping): Header {
  const at = new Map(cells.map((name, index) => [name.trim(), index]));
  if (at.size < cells.length) {
    throw new ExchangeError("exchange.ragged", "two columns of the header have the same name");
  }
  const wide = (mapping.measurements ?? []).map(({ column }) => column);
  const used = [...Object.values(mapping.columns), ...Object.values(mapping.rows ?? {}), ...wide];
  const missing = used.filter((name) => name !== undefined && !at.has(name));
  if (missing.length > 0) {
    const message = `the header has no column ${missing.join(", ")}`;
    throw new ExchangeError("exchange.missing", message);
  }
  return { width: cells.length, at, unused: [...at.keys()].filter((name) => !used.includes(name)) };
}

function keyOf(row: CsvRow, header: Header, { columns }: CsvMapping): string {
  const { serialNumber, startedAt, operation, station } = columns;
  const names = [serialNumber, startedAt, operation, station];
  return JSON.stringify(names.map((name) => name && row.cells[header.at.get(name) ?? -1]));
}

/** What is wrong with one run, told with its line. */
class BadRow extends Error {
  readonly line: number;
  readonly code: "exchange.ragged" | "exchange.bad-value" | "exchange.missing";
  constructor(line: number, code: BadRow["code"], message: string) {
    super(message);
    this.line = line;
    this.code = code;
  }
}

function convert(rows: readonly CsvRow[], header: Header, mapping: CsvMapping): Converted {
  try {
    return convertRows(rows, header, mapping);
  } catch (error) {
    if (!(error instanceof BadRow)) throw error;
    return { place: `line ${error.line}`, code: error.code, message: error.message };
  }
}

function convertRows(rows: readonly CsvRow[], header: Header, mapping: CsvMapping): Converted {
  const [first] = rows;
  if (first === undefined) throw new RangeError("a run has rows");
  for (const { line, cells } of rows) {
    if (cells.length === header.width) continue;
    const message = `${cells.length} cells, the header has ${header.width}`;
    throw new BadRow(line, "exchange.ragged", message);
  }
  const reader = new RowReader(first, header, mapping);
  const { columns, fixed } = mapping;
  const startedAt = reader.time(columns.startedAt);
  const station = reader.text(columns.station) ?? fixed.station;
  const operation = reader.text(columns.operation) ?? fixed.operation;
  if (station === undefined) throw new BadRow(first.line, "exchange.missing", "no station");
  if (operation === undefined) throw new BadRow(first.line, "exchange.missing", "no operation");
  const serialNumber = reader.text(columns.serialNumber);
  const partNumber = reader.text(columns.partNumber) ?? fixed.partNumber;
  const ended = columns.finishedAt === undefined ? startedAt : reader.time(columns.finishedAt);
  const run: SentRun = {
    id: idOf("csv", station, operation, serialNumber ?? "", startedAt),
    ...{ station, operation, startedAt, finishedAt: ended },
    ...(serialNumber === undefined ? {} : { serialNumber }),
    ...(partNumber === undefined ? {} : { partNumber }),
    ...reader.result(columns.result),
    measurements: rows.flatMap((row) =>
      new RowReader(row, header, mapping).measurements(startedAt),
    ),
  };
  return { place: `line ${first.line}`, run, unmapped: header.unused };
}

class RowReader {
  readonly #row: CsvRow;
  readonly #header: Header;
  readonly #mapping: CsvMapping;

  constructor(row: CsvRow, header: Header, mapping: CsvMapping) {
    this.#row = row;
    this.#header = header;
    this.#mapping = mapping;
  }

  text(column: string | undefined): string | undefined {
    if (column === undefined) return undefined;
    const cell = this.#row.cells[this.#header.at.get(column) ?? -1]?.trim() ?? "";
    return cell === "" ? undefined : cell;
  }

  time(column: string): string {
    const cell = this.text(column) ?? "";
    const time = readTime(cell, this.#mapping.time);
    if (time !== undefined && parseIsoTime(time) !== undefined) return time;
    throw this.#bad(`${column} "${cell}" is not a time of the form that the mapping says`);
  }

  result(column: string | undefined): Pick<SentRun, "reported" | "completion"> {
    const word = this.text(column);
    if (word === undefined) return {};
    const { results } = this.#mapping;
    const verdicts = ["pass", "fail", "error", "aborted"] as const;
    const reported = verdicts.find((verdict) => results[verdict].includes(word));
    if (reported === undefined) throw this.#bad(`${column} "${word}" is no result of the mapping`);
    const isStop = reported === "error" || reported === "aborted";
    return { reported, completion: isStop ? reported : "completed" };
  }

  measurements(takenAt: string): SentMeasurement[] {
    const { measurements, rows } = this.#mapping;
    if (rows !== undefined) return this.#oneMeasurement(rows, takenAt);
    return (measurements ?? []).flatMap(({ column, step, unit }) => {
      const value = this.#value(column, unit);
      return value === undefined ? [] : [{ step, value, unit, takenAt }];
    });
  }

  #oneMeasurement(rows: NonNullable<CsvMapping["rows"]>, takenAt: string): SentMeasurement[] {
    const unit = this.text(rows.unit) ?? "";
    const step = this.text(rows.step);
    const value = this.#value(rows.value, unit);
    if (step === undefined || value === undefined) return [];
    const { reported } = this.result(rows.result);
    const said = reported === "pass" || reported === "fail" ? { reported } : {};
    return [{ step, value, unit, takenAt, ...said }];
  }

  /** What has a unit can only be a number; a formula is one thing it never is. */
  #value(column: string, unit: string): number | string | undefined {
    const cell = this.text(column);
    if (cell === undefined) return undefined;
    const number = readNumber(cell, this.#mapping.decimal);
    if (number !== undefined) return number;
    if (unit === "" && !cell.startsWith("=")) return cell;
    throw this.#bad(`${column} "${cell.slice(0, 80)}" is no number`);
  }

  #bad(message: string): BadRow {
    return new BadRow(this.#row.line, "exchange.bad-value", message);
  }
}
