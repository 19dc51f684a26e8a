/** Proves that a restored directory is whole: all of ledger, tables and telemetry is read. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { SegmentReader } from "../../telemetry/telemetry-reader.ts";
import type { Projection } from "../contract.ts";
import { FILES } from "../directory.ts";
import { type VerifyReport, verifyLedger } from "../log/verify-ledger.ts";
import { replayLedger } from "../replay.ts";
import type { Upcasters } from "../upcasters.ts";
import { listNames } from "./copy-files.ts";

export interface ProofOptions {
  /** The backup, whose checkpoint the copy must fit. */
  readonly backup: string;
  /** The restored directory; its tables are built anew. */
  readonly directory: string;
  readonly projections: readonly Projection[];
  readonly upcasters: Upcasters;
  readonly onProgress?: (what: string, done: number, total: number) => void;
}

export interface Proof {
  readonly report: VerifyReport;
  /** Entries that the tables were built from. */
  readonly replayed: number;
  /** Readings that were decoded. */
  readonly readings: number;
}

/** Reads everything. Damage of the ledger is in the report; what cannot be decoded is thrown. */
export async function proveCopy(options: ProofOptions): Promise<Proof> {
  const { backup, directory, onProgress = () => undefined, ...records } = options;
  const hasCheckpoint = (await listNames(backup)).includes("checkpoint.txt");
  const checkpoints = hasCheckpoint ? [readFileSync(join(backup, "checkpoint.txt"), "utf8")] : [];
  const report = verifyLedger({
    directory,
    checkpoints,
    onProgress: (done, total) => onProgress("entries verified", done, total),
  });
  const { entries: replayed } = replayLedger({
    directory,
    ...records,
    onProgress: ({ done, total }) => onProgress("entries replayed", done, total),
  });
  const readings = countReadings(join(directory, FILES.telemetry), (done, total) =>
    onProgress("readings decoded", done, total),
  );
  return { report, replayed, readings };
}

const PAGE_READINGS = 50_000;

function countReadings(
  directory: string,
  onProgress: (done: number, total: number) => void,
): number {
  using telemetry = new SegmentReader(directory);
  const head = telemetry.head();
  let count = 0;
  for (let from = 1; from < head; ) {
    const page = telemetry.range(from, head, PAGE_READINGS);
    const last = page.at(-1);
    if (last === undefined) break;
    count += page.length;
    from = last.ordinal + 1;
    onProgress(from - 1, head - 1);
  }
  return count;
}
