/** The segments of a telemetry folder as files, for whoever decides which of them may go. */
import { readdir, stat } from "node:fs/promises";
import { SEGMENT_NAME, segmentPath } from "./segment-file.ts";

export interface SegmentFile {
  /** Readings with `from` ≤ ordinal < `to`. */
  readonly from: number;
  readonly to: number;
  readonly bytes: number;
  /** When it was last written, microseconds since the epoch, by the clock of that moment. */
  readonly writtenUs: number;
}

/** Every segment but the newest, which is being written; oldest first. */
export async function listClosedSegments(directory: string): Promise<SegmentFile[]> {
  const names = (await readdir(directory)).filter((name) => SEGMENT_NAME.test(name)).sort();
  const firsts = names.map((name) => Number.parseInt(name, 10));
  const files = firsts.slice(0, -1).map(async (from, index) => {
    const { size: bytes, mtimeMs } = await stat(segmentPath(directory, from));
    return { from, to: firsts[index + 1] ?? from, bytes, writtenUs: mtimeMs * 1000 };
  });
  return Promise.all(files);
}
