/**
 * When an order will be finished, as a distribution. Pure.
 *
 * A passage is a unit that leaves the line, good or failed. How long it takes to the next passage,
 * and whether it is a good one, is taken from those of the last days: the share that is good from
 * Beta(1 + good, 1 + failed), the gaps between passages by bootstrap, their mean with the error of
 * a mean of so many. Night, downtime and waiting are in the gaps; what fails is made once more.
 */
import { drawBeta, drawNormal, drawTries, type Random, SUM_MAX } from "../statistics/draws.ts";

/** What the line did lately. */
export interface Pace {
  /** Passages that ended good, and that failed. */
  readonly good: number;
  readonly failed: number;
  /** From one passage to the next, microseconds of working time. */
  readonly gapsUs: readonly number[];
}

/** Fewer say nothing about the next ones. */
export const PASSAGES_MIN = 20;
/** Of the futures that are drawn. */
export const DRAWS = 1_000;

/** True where it is known how fast the line is. */
export function isEnough({ good, failed, gapsUs }: Pace): boolean {
  return good > 0 && good + failed >= PASSAGES_MIN && gapsUs.length >= PASSAGES_MIN - 1;
}

/** Working time to the last of so many good units, microseconds, for each future; sorted. */
export function drawWork(goodUnits: number, pace: Pace, random: Random): readonly number[] {
  const { mean, deviation } = describe(pace.gapsUs);
  const error = deviation / Math.sqrt(pace.gapsUs.length);
  const future = () => {
    const tries = drawPassages(goodUnits, pace, random);
    const shift = error * drawNormal(random);
    return Math.max(0, sumOfGaps(tries, pace.gapsUs, { mean, deviation, random }) + tries * shift);
  };
  return Array.from({ length: DRAWS }, future).toSorted((a, b) => a - b);
}

/** Passages until so many were good, the share of good ones not being known but learned. */
export function drawPassages(
  goodUnits: number,
  { good, failed }: Pick<Pace, "good" | "failed">,
  random: Random,
): number {
  return drawTries(goodUnits, drawBeta(1 + good, 1 + failed, random), random);
}

interface Gaps {
  readonly mean: number;
  readonly deviation: number;
  readonly random: Random;
}

function sumOfGaps(count: number, gaps: readonly number[], { mean, deviation, random }: Gaps) {
  if (count > SUM_MAX) return count * mean + Math.sqrt(count) * deviation * drawNormal(random);
  let sum = 0;
  for (let left = count; left > 0; left -= 1) sum += gaps[Math.floor(random() * gaps.length)] ?? 0;
  return sum;
}

function describe(values: readonly number[]): {
  readonly mean: number;
  readonly deviation: number;
} {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, deviation: Math.sqrt(squares / Math.max(1, values.length - 1)) };
}

/** The value that this share of sorted values does not exceed. */
export function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? 0;
}
