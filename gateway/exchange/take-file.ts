/** One file of another tool into the ledger: original kept, runs stored, report kept. */
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { basename } from "node:path";
import type { ReceivedFile } from "../records/exchange/record.ts";
import { convertFile, type Reading } from "./convert-file.ts";
import { importRuns, type TakeRun } from "./import-runs.ts";

/** Where what a file holds goes. */
export interface FileTaker {
  /** Keeps a copy of the file by its SHA-256, which it answers. */
  keep(path: string): Promise<string>;
  /** Stores one run; false where it was there. Throws Refusal. */
  readonly takeRun: TakeRun;
  /** Records that the file was taken, with what came of it. */
  record(file: ReceivedFile): Promise<void>;
  readonly onProgress?: (runs: number) => void;
}

/** Streams the file: it may be of any size. Throws ExchangeError, and what the taker throws. */
export async function takeFile(
  path: string,
  reading: Reading,
  taker: FileTaker,
): Promise<ReceivedFile> {
  // Kept before anything is read of it: what can not be read is not lost either.
  const { size } = await stat(path);
  const hash = await taker.keep(path);
  const converted = convertFile(createReadStream(path), reading);
  const report = await importRuns(converted, taker.takeRun, taker.onProgress);
  const file = { hash, name: basename(path), format: reading.format, bytes: size, report };
  await taker.record(file);
  return file;
}
