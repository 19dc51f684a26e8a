/** Sets of positions as short, sorted lists of half-open ranges. Pure; inputs may be unsorted. */
import type { Range } from "../../ledger/contract.ts";

export type Ranges = readonly Range[];

/** Sorted, without empty ranges, neighbours joined. */
export function normalize(ranges: Ranges): Range[] {
  const sorted = ranges
    .filter((range) => range.from < range.to)
    .sort((left, right) => left.from - right.from);
  const joined: Range[] = [];
  for (const { from, to } of sorted) {
    const last = joined.at(-1);
    if (last !== undefined && from <= last.to) {
      joined[joined.length - 1] = { from: last.from, to: Math.max(last.to, to) };
    } else {
      joined.push({ from, to });
    }
  }
  return joined;
}

/** Positions of `left` that are not in `right`. */
export function subtract(left: Ranges, right: Ranges): Range[] {
  const holes = normalize(right);
  const rest: Range[] = [];
  for (const { from, to } of normalize(left)) {
    let start = from;
    for (const hole of holes) {
      if (hole.to <= start || hole.from >= to) continue;
      if (hole.from > start) rest.push({ from: start, to: hole.from });
      start = hole.to;
    }
    if (start < to) rest.push({ from: start, to });
  }
  return rest;
}

/** Positions that are in both. */
export function intersect(left: Ranges, right: Ranges): Range[] {
  return subtract(left, subtract(left, right));
}

/** The part of `ranges` inside [from, to). */
export function clip(ranges: Ranges, from: number, to: number): Range[] {
  return normalize(
    ranges.map((range) => ({ from: Math.max(range.from, from), to: Math.min(range.to, to) })),
  );
}

/** Single positions as ranges. */
export function rangesOf(positions: readonly number[]): Range[] {
  return normalize(positions.map((position) => ({ from: position, to: position + 1 })));
}

/** How many positions there are. */
export function sizeOf(ranges: Ranges): number {
  return normalize(ranges).reduce((sum, { from, to }) => sum + to - from, 0);
}

/** True where the position lies in one of the ranges. */
export function contains(ranges: Ranges, position: number): boolean {
  return ranges.some(({ from, to }) => from <= position && position < to);
}
