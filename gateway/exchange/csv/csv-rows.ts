/** Rows of a CSV (RFC 4180) from chunks of text, whatever the size of the file. */
import { ExchangeError } from "../converted.ts";

export interface CsvRow {
  /** Of its first line in the file, from 1. */
  readonly line: number;
  readonly cells: readonly string[];
}

/** A row that is longer is a quote that was never closed. */
const ROW_MAX = 1024 * 1024;

/** Empty lines are passed over. Throws ExchangeError for a quote that is never closed. */
export async function* readRows(
  chunks: AsyncIterable<string>,
  delimiter: string,
): AsyncGenerator<CsvRow> {
  const parser = new RowParser(delimiter);
  for await (const chunk of chunks) yield* parser.take(chunk);
  yield* parser.end();
}

class RowParser {
  readonly #delimiter: string;
  #cells: string[] = [];
  #cell = "";
  #state: "plain" | "quoted" | "after-quote" = "plain";
  #line = 1;
  #startLine = 1;
  #rowLength = 0;
  #wasReturn = false;

  constructor(delimiter: string) {
    this.#delimiter = delimiter;
  }

  *take(chunk: string): Generator<CsvRow> {
    for (const letter of chunk) {
      const row = this.#step(letter);
      if (row !== undefined) yield row;
    }
  }

  *end(): Generator<CsvRow> {
    if (this.#state === "quoted") throw this.#unclosed();
    const row = this.#endRow();
    if (row !== undefined) yield row;
  }

  #step(letter: string): CsvRow | undefined {
    this.#rowLength += 1;
    if (this.#rowLength > ROW_MAX) throw this.#unclosed();
    if (letter === "\n") this.#line += 1;
    if (this.#state === "quoted") {
      if (letter === '"') this.#state = "after-quote";
      else this.#cell += letter;
      return undefined;
    }
    if (letter === '"') return this.#takeQuote();
    if (letter === this.#delimiter) {
      this.#endCell();
      return undefined;
    }
    if (letter === "\n" || letter === "\r") {
      const isSecond = letter === "\n" && this.#wasReturn;
      this.#wasReturn = letter === "\r";
      if (!isSecond) return this.#endRow();
      this.#startLine = this.#line;
      return undefined;
    }
    this.#wasReturn = false;
    this.#cell += letter;
    return undefined;
  }

  /** A doubled quote is one; a quote inside of a plain cell is a letter. */
  #takeQuote(): undefined {
    this.#wasReturn = false;
    if (this.#state === "after-quote") this.#cell += '"';
    else if (this.#cell !== "") {
      this.#cell += '"';
      return;
    }
    this.#state = "quoted";
  }

  #endCell(): void {
    this.#cells.push(this.#cell);
    this.#cell = "";
    this.#state = "plain";
    this.#wasReturn = false;
  }

  #endRow(): CsvRow | undefined {
    const line = this.#startLine;
    this.#startLine = this.#line;
    this.#rowLength = 0;
    const isEmpty = this.#cells.length === 0 && this.#cell === "" && this.#state === "plain";
    if (isEmpty) return undefined;
    const wasReturn = this.#wasReturn;
    this.#endCell();
    this.#wasReturn = wasReturn;
    const cells = this.#cells;
    this.#cells = [];
    return { line, cells };
  }

  #unclosed(): ExchangeError {
    const message = `the quote in the row of line ${this.#startLine} is never closed`;
    return new ExchangeError("exchange.ragged", message);
  }
}
