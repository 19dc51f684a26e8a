/** A file of one of the formats as runs. */
import { type Converted, ExchangeError, type ImportDefaults } from "./converted.ts";
import type { CsvMapping } from "./csv/csv-mapping.ts";
import { readCsv } from "./csv/read-csv.ts";
import { readOpenHtf } from "./openhtf/read-openhtf.ts";
import { readWsjf } from "./wsjf/read-wsjf.ts";

/** What can be taken in. */
export const FORMATS = ["openhtf", "wsjf", "csv"] as const;
export type Format = (typeof FORMATS)[number];

/** How a file is to be read. */
export interface Reading {
  readonly format: Format;
  readonly defaults: ImportDefaults;
  /** Needed for a CSV. */
  readonly mapping?: CsvMapping;
}

/** One report of a tool is one file; larger ones are something else. */
const REPORT_BYTES_MAX = 64 * 1024 * 1024;

/** The runs of a file. Throws ExchangeError where nothing of it can be taken. */
export async function* convertFile(
  chunks: AsyncIterable<Uint8Array>,
  { format, defaults, mapping }: Reading,
): AsyncGenerator<Converted> {
  if (format === "csv") {
    if (mapping === undefined) {
      throw new ExchangeError("exchange.bad-mapping", "a CSV needs a mapping of its columns");
    }
    yield* readCsv(chunks, { ...mapping, fixed: { ...mapping.fixed, ...defaults } });
    return;
  }
  const bytes = await collect(chunks);
  yield format === "openhtf" ? readOpenHtf(bytes, defaults) : readWsjf(bytes, defaults);
}

async function collect(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const all: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of chunks) {
    size += chunk.length;
    if (size > REPORT_BYTES_MAX) {
      throw new ExchangeError("exchange.not-a-report", "the file is too large for one report");
    }
    all.push(chunk);
  }
  return Buffer.concat(all);
}
