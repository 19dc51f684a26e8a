/**
 * The thorough check of what stands beside the ledger: every file among the blobs is what its name
 * says, every one that an entry names is there, and every reading can be read.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { listSegments } from "../../telemetry/segment-file.ts";
import { SegmentReader } from "../../telemetry/telemetry-reader.ts";
import { FILES } from "../directory.ts";
import type { Fault } from "../log/log-verifier.ts";
import { openConnection } from "../store/connection.ts";
import { describeFile, listNames } from "./copy-files.ts";

/** What is read, and who knows which files an entry stands for. */
export interface FileCheck {
  readonly directory: string;
  readonly namedBlobs: (type: string, text: string) => readonly string[];
  /** What is being read, and how far it is. */
  readonly onProgress?: (what: string, done: number, total: number) => void;
}

/** What was found, and what is wrong. */
export interface FileReport {
  readonly blobs: number;
  readonly readings: number;
  readonly faults: readonly Fault[];
}

/** More than this need not be told one by one. */
const FAULTS_MAX = 100;
const PAGE_ENTRIES = 1_000;
const PAGE_READINGS = 50_000;

/** Reads all blobs and readings. Throws what the disk says; damage is told in the report. */
export async function verifyFiles(check: FileCheck): Promise<FileReport> {
  const faults: Fault[] = [];
  const names = await listBlobs(check.directory);
  await verifyBlobs(names, check, faults);
  verifyNamed(new Set(names), check, faults);
  const readings = verifyTelemetry(check, faults);
  return { blobs: names.length, readings, faults: faults.slice(0, FAULTS_MAX) };
}

/** A name with a dot before it is a file that was never finished. */
async function listBlobs(directory: string): Promise<readonly string[]> {
  const names = await listNames(join(directory, FILES.blobs));
  return names.filter((name) => !name.startsWith("."));
}

async function verifyBlobs(
  names: readonly string[],
  { directory, onProgress = () => undefined }: FileCheck,
  faults: Fault[],
): Promise<void> {
  for (const [index, name] of names.entries()) {
    onProgress("files", index, names.length);
    const { sha256 } = await describeFile(join(directory, FILES.blobs), name);
    if (sha256 !== name) faults.push({ what: `the file ${FILES.blobs}/${name} has other bytes` });
  }
}

function verifyNamed(
  there: ReadonlySet<string>,
  { directory, namedBlobs, onProgress = () => undefined }: FileCheck,
  faults: Fault[],
): void {
  using db = openConnection(join(directory, FILES.ledger), "read");
  const head =
    db.get<{ head: number }>("SELECT coalesce(max(seq), 0) AS head FROM body")?.head ?? 0;
  for (let from = 1; from <= head; from += PAGE_ENTRIES) {
    onProgress("entries", from - 1, head);
    const page = db.all<{ seq: number; type: string; id: string; text: string }>(
      `SELECT entry.seq, type, id, text FROM entry JOIN body USING (seq)
       WHERE entry.seq >= ? AND entry.seq < ? ORDER BY entry.seq`,
      ...[from, from + PAGE_ENTRIES],
    );
    for (const { seq, type, id, text } of page) {
      const missing = namedBlobs(type, text).filter((hash) => !there.has(hash));
      for (const hash of missing) {
        // Written meanwhile by the gateway that runs: then it is here now.
        if (existsSync(join(directory, FILES.blobs, hash))) continue;
        faults.push({ seq, type, id, what: `its file ${FILES.blobs}/${hash} is missing` });
      }
    }
  }
}

/** The number of readings that could be read; one fault for each segment that holds damage. */
function verifyTelemetry(
  { directory, onProgress = () => undefined }: FileCheck,
  faults: Fault[],
): number {
  const folder = join(directory, FILES.telemetry);
  if (!existsSync(folder)) return 0;
  using telemetry = new SegmentReader(folder);
  const segments = listSegments(folder);
  let readings = 0;
  for (const [index, first] of segments.entries()) {
    onProgress("segments of readings", index, segments.length);
    try {
      const end = segments[index + 1] ?? telemetry.head();
      readings += countReadings(telemetry, first, end);
    } catch (error) {
      const what = `readings from position ${first} can not be read: ${(error as Error).message}`;
      faults.push({ what });
    }
  }
  return readings;
}

function countReadings(telemetry: SegmentReader, first: number, end: number): number {
  let count = 0;
  for (let from = first; from < end; ) {
    const page = telemetry.range(from, end, PAGE_READINGS);
    const last = page.at(-1);
    if (last === undefined) break;
    count += page.length;
    from = last.ordinal + 1;
  }
  return count;
}
