/** Where a bag is read from: a folder or a zip, here or in a browser. */
import { BAG_REMEDIES } from "./finding.ts";

/** One file of the bag. */
export interface BagFile {
  /** Relative to the bag, with slashes. */
  readonly path: string;
  readonly bytes: number;
  open(): AsyncIterable<Uint8Array>;
}

/** What is no bag or can not be read, in words for a person. */
export class BagError extends Error {
  readonly code = "bag.unreadable";
  readonly remedy = BAG_REMEDIES["bag.unreadable"];
  constructor(message: string) {
    super(message);
    this.name = "BagError";
  }
}

const SMALL_MAX = 64 * 1024 * 1024;

/**
 * A file that fits into memory, as text; what is no UTF-8 becomes U+FFFD, and its hashes tell.
 * Throws BagError for one that does not fit.
 */
export async function readText({ path, bytes, open }: BagFile): Promise<string> {
  if (bytes > SMALL_MAX) throw new BagError(`${path} is too large for what it should be`);
  const decoder = new TextDecoder("utf-8");
  let text = "";
  for await (const chunk of open()) text += decoder.decode(chunk, { stream: true });
  return text + decoder.decode();
}

const LINE_MAX = 256 * 1024 * 1024;

/** Cuts the bytes of a file into lines, without their ends. */
export class LineCutter {
  readonly #path: string;
  readonly #decoder = new TextDecoder("utf-8");
  #rest = "";

  constructor(path: string) {
    this.#path = path;
  }

  /** The lines that are whole now. Throws BagError where one has no end. */
  push(chunk: Uint8Array): readonly string[] {
    const lines = (this.#rest + this.#decoder.decode(chunk, { stream: true })).split("\n");
    this.#rest = lines.pop() ?? "";
    if (this.#rest.length > LINE_MAX) throw new BagError(`${this.#path} has a line without end`);
    return lines;
  }

  /** What stands behind the last line's end. */
  end(): readonly string[] {
    const rest = this.#rest + this.#decoder.decode();
    return rest === "" ? [] : [rest];
  }
}

/** The lines of a file, without their ends. Throws BagError where one has no end. */
export async function* readLines({ path, open }: BagFile): AsyncGenerator<string> {
  const cutter = new LineCutter(path);
  for await (const chunk of open()) yield* cutter.push(chunk);
  yield* cutter.end();
}

/** The value of a JSON text; undefined for a text that is none. */
export function parseJson<Value>(text: string): Value | undefined {
  try {
    return JSON.parse(text) as Value;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
