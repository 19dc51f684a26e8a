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

/** A file that fits into memory, as text. Throws BagError for one that does not. */
export async function readText({ path, bytes, open }: BagFile): Promise<string> {
  if (bytes > SMALL_MAX) throw new BagError(`${path} is too large for what it should be`);
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let text = "";
  for await (const chunk of open()) text += decoder.decode(chunk, { stream: true });
  return text + decoder.decode();
}

const LINE_MAX = 256 * 1024 * 1024;

/** The lines of a file, without their ends. Throws BagError where one has no end. */
export async function* readLines({ path, open }: BagFile): AsyncGenerator<string> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let rest = "";
  for await (const chunk of open()) {
    const text = rest + decoder.decode(chunk, { stream: true });
    const lines = text.split("\n");
    rest = lines.pop() ?? "";
    if (rest.length > LINE_MAX) throw new BagError(`${path} has a line without end`);
    yield* lines;
  }
  rest += decoder.decode();
  if (rest !== "") yield rest;
}
