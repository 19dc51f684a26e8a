/** Arithmetic on sorted, disjoint half-open ranges. `to` may be Infinity: not yet ended. */
import type { Range } from "../contract.ts";

export interface Subtraction {
  /** What is left, sorted. */
  readonly left: readonly Range[];
  /** What was really taken away: the common part, sorted and disjoint. */
  readonly removed: readonly Range[];
}

/** Takes `settled` (in any order, overlapping as it may) away from `debt`. */
export function subtractRanges(debt: readonly Range[], settled: readonly Range[]): Subtraction {
  let left: readonly Range[] = debt;
  const removed: Range[] = [];
  for (const cut of settled) {
    if (cut.to <= cut.from) continue;
    const next: Range[] = [];
    for (const range of left) {
      const from = Math.max(range.from, cut.from);
      const to = Math.min(range.to, cut.to);
      if (from >= to) {
        next.push(range);
        continue;
      }
      removed.push({ from, to });
      if (range.from < from) next.push({ from: range.from, to: from });
      if (to < range.to) next.push({ from: to, to: range.to });
    }
    left = next;
  }
  return { left, removed: removed.sort((a, b) => a.from - b.from) };
}

/** How many positions below `head` the ranges hold. */
export function countPositions(ranges: readonly Range[], head: number): number {
  return ranges.reduce(
    (sum, range) => sum + Math.max(0, Math.min(range.to, head) - Math.min(range.from, head)),
    0,
  );
}

/** Sorted, disjoint, neighbours joined; `ranges` may come in any order and overlap. */
export function joinRanges(ranges: readonly Range[]): Range[] {
  const joined: Range[] = [];
  for (const { from, to } of [...ranges].sort((left, right) => left.from - right.from)) {
    const last = joined.at(-1);
    if (last !== undefined && from <= last.to) {
      joined[joined.length - 1] = { from: last.from, to: Math.max(last.to, to) };
    } else if (from < to) joined.push({ from, to });
  }
  return joined;
}
