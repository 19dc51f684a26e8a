/** What every format is turned into: runs as `run.import` takes them, and what found no place. */
import { createHash } from "node:crypto";
import { z } from "zod";
import type { runImport } from "../records/run/import/import-schema.ts";

/** A run as the API takes it. */
export type SentRun = z.input<typeof runImport>;

/** One run of a file. */
export interface ConvertedRun {
  /** Where it stands in the file, for a person. */
  readonly place: string;
  readonly run: SentRun;
  /** What of it found no place: it is kept in the original. */
  readonly unmapped: readonly string[];
}

/** A part of a file that is no run. The rest of the file goes on. */
export interface RefusedPart {
  readonly place: string;
  readonly code: ExchangeCode;
  readonly message: string;
}

export type Converted = ConvertedRun | RefusedPart;

/** Why a file, or a part of it, can not be taken, and what to do. */
export const EXCHANGE_REMEDIES = {
  "exchange.not-text": "Say its `encoding` in the mapping, or save the file as UTF-8.",
  "exchange.not-json": "Send one JSON document, as the tool wrote it.",
  "exchange.not-a-report": "Check the format: the file does not look like what was said.",
  "exchange.ragged": "Correct the row: it has another number of cells than the header.",
  "exchange.bad-value": "Correct the cell named, or say in the mapping how it is written.",
  "exchange.bad-mapping": "Correct the mapping; docs and an example are in gateway/exchange.",
  "exchange.missing": "Add what is named to the file, or give it as an option or in the mapping.",
} as const satisfies Readonly<Record<string, string>>;

export type ExchangeCode = keyof typeof EXCHANGE_REMEDIES;

/** The whole file can not be taken; nothing of it was. */
export class ExchangeError extends Error {
  readonly code: ExchangeCode;
  readonly remedy: string;
  constructor(code: ExchangeCode, message: string) {
    super(message);
    this.name = "ExchangeError";
    this.code = code;
    this.remedy = EXCHANGE_REMEDIES[code];
  }
}

/** What the file does not say and the sender knows. */
export const importDefaults = z.strictObject({
  operation: z.string().min(1).max(200).optional(),
  partNumber: z.string().min(1).max(200).optional(),
  station: z.string().min(1).max(200).optional(),
});
export type ImportDefaults = z.infer<typeof importDefaults>;

/** The same words, the same id: what has no id of its own is never counted twice. */
export function idOf(...words: readonly (string | number)[]): string {
  const bytes = createHash("sha256").update(JSON.stringify(words)).digest().subarray(0, 16);
  // UUIDv8 (RFC 9562 section 5.8): made of a hash of our choice.
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return bytes.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/** Milliseconds since the epoch as ISO 8601. */
export function isoMs(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}

/** The text of a file in UTF-8, with or without its mark. Throws ExchangeError. */
export function decodeUtf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new ExchangeError("exchange.not-text", "the file is not UTF-8");
  }
}

/** The JSON of a file. Throws ExchangeError. */
export function decodeJson(bytes: Uint8Array): unknown {
  const text = decodeUtf8(bytes);
  try {
    return JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new ExchangeError("exchange.not-json", `the file is not JSON: ${error.message}`);
  }
}

/** What is wrong with a report, in the words of its schema. */
export function notAReport(tool: string, error: z.ZodError): ExchangeError {
  const said = error.issues.slice(0, 5).map(({ path, message }) => `${path.join(".")} ${message}`);
  return new ExchangeError(
    "exchange.not-a-report",
    `this is no ${tool} report: ${said.join("; ")}`,
  );
}
