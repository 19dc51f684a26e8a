/** In which order the runs of a unit were made. Pure. */

/** Where a run stands. */
export interface Ordered {
  readonly source: "rig" | "api";
  /** Microseconds since the epoch. */
  readonly startedAt: number;
  readonly startedSeq: number;
}

/**
 * Own runs follow the ledger, whatever the wall clock said; runs from outside follow the start they
 * state. Between the two the earlier start comes first.
 */
export function inOrder<Run extends Ordered>(runs: readonly Run[]): readonly Run[] {
  const own = runs.filter(({ source }) => source === "rig");
  const foreign = runs.filter(({ source }) => source === "api");
  own.sort((a, b) => a.startedSeq - b.startedSeq);
  foreign.sort((a, b) => a.startedAt - b.startedAt || a.startedSeq - b.startedSeq);
  const merged: Run[] = [];
  while (own.length > 0 && foreign.length > 0) {
    const [mine, theirs] = [own[0] as Run, foreign[0] as Run];
    merged.push((theirs.startedAt < mine.startedAt ? foreign.shift() : own.shift()) as Run);
  }
  return [...merged, ...own, ...foreign];
}
