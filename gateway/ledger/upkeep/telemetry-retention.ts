/**
 * Telemetry goes by age and size. A segment goes when it is old and in nobody's debt; over budget
 * the oldest goes anyway, its debt becomes `dropped`, and an entry tells how much for each sink.
 *
 *   choose ─► entry and accounts (one commit) ─► files removed by the writer
 */
import { join } from "node:path";
import { listClosedSegments, type SegmentFile } from "../../telemetry/segment-list.ts";
import type { Range } from "../contract.ts";
import { FILES } from "../directory.ts";
import { chooseSegments, type RetentionPolicy } from "./choose-segments.ts";

export interface RetentionParts {
  readonly directory: string;
  readonly policy: RetentionPolicy;
  /** To whom readings still matter. */
  readonly owedOf: (range: Range) => Promise<readonly unknown[]>;
  /** Makes the debt `dropped` and tells it, durably. */
  readonly drop: (segment: SegmentFile, reason: string) => Promise<void>;
  /** Removes the files; one that is not sealed yet stays. */
  readonly remove: (firsts: readonly number[]) => Promise<void>;
}

export interface Retained {
  readonly removed: number;
  readonly bytes: number;
  /** Old segments that stay because a sink has not got them. */
  readonly waiting: number;
}

const REASONS = {
  "over-budget": "telemetry is over its budget: retention.telemetryMb",
  "disk-low": "the disk has less than its reserve: disk.reserveMb",
} as const;

/** One round. Rejects with what the ledger or the disk says. */
export async function retainTelemetry(
  parts: RetentionParts,
  now: { readonly utcUs: number; readonly bytesWanted: number },
): Promise<Retained> {
  const segments = await listClosedSegments(join(parts.directory, FILES.telemetry));
  const { utcUs: nowUs, bytesWanted } = now;
  const going: SegmentFile[] = [];
  let waiting = 0;
  for (const { segment, because } of chooseSegments(parts.policy, {
    segments,
    nowUs,
    bytesWanted,
  })) {
    const { from, to } = segment;
    const isOwed = (await parts.owedOf({ from, to })).length > 0;
    if (isOwed && because === "old") {
      waiting += 1;
      continue;
    }
    if (isOwed && because !== "old") await parts.drop(segment, REASONS[because]);
    going.push(segment);
  }
  if (going.length > 0) await parts.remove(going.map(({ from }) => from));
  const bytes = going.reduce((sum, segment) => sum + segment.bytes, 0);
  return { removed: going.length, bytes, waiting };
}
