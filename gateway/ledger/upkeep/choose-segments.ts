/** Which telemetry has had its time. Pure. */
import type { SegmentFile } from "../../telemetry/segment-list.ts";

export interface RetentionPolicy {
  /** Older segments go once no sink needs them. */
  readonly ageMaxUs: number;
  /** Beyond it the oldest go, whoever needs them. */
  readonly bytesMax: number;
}

export interface RetentionState {
  /** Oldest first. */
  readonly segments: readonly SegmentFile[];
  readonly nowUs: number;
  /** What must become free beside the policy, because the disk has less than its reserve. */
  readonly bytesWanted: number;
}

/** Why a segment is chosen: `old` waits for its sinks, the others do not. */
export interface Chosen {
  readonly segment: SegmentFile;
  readonly because: "old" | "over-budget" | "disk-low";
}

/** Times before this are those of a clock that had not been set: such a segment is of no age. */
const CLOCK_WAS_SET_US = Date.UTC(2024, 0) * 1000;

/** The segments that may or must go, oldest first. */
export function chooseSegments(
  { ageMaxUs, bytesMax }: RetentionPolicy,
  { segments, nowUs, bytesWanted }: RetentionState,
): Chosen[] {
  let excess = segments.reduce((sum, { bytes }) => sum + bytes, 0) - bytesMax;
  let wanted = bytesWanted;
  const chosen: Chosen[] = [];
  for (const segment of segments) {
    const isOld = segment.writtenUs >= CLOCK_WAS_SET_US && nowUs - segment.writtenUs > ageMaxUs;
    if (excess > 0) chosen.push({ segment, because: "over-budget" });
    else if (wanted > 0) chosen.push({ segment, because: "disk-low" });
    else if (isOld) chosen.push({ segment, because: "old" });
    excess -= segment.bytes;
    wanted -= segment.bytes;
  }
  return chosen;
}
