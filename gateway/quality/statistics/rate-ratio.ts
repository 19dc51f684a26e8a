/** How many times as often one group fails as another. Pure. */
import { normalQuantile } from "./normal.ts";
import type { Interval } from "./proportion.ts";

/** Units that failed, out of those that were tested. */
export interface Failures {
  readonly failed: number;
  readonly n: number;
}

export interface RateRatio {
  readonly ratio: number;
  readonly interval: Interval;
}

/**
 * The ratio of two fail rates with its log interval (Katz 1978), half a unit added to each count
 * (Walter 1975) so that a group without a fail has one, too. `examined` is how many ratios are
 * looked at together: each interval is widened (Bonferroni) so that all hold together at 95 %.
 * Undefined where a group is empty.
 */
export function rateRatio(
  group: Failures,
  others: Failures,
  examined: number,
): RateRatio | undefined {
  if (group.n === 0 || others.n === 0) return undefined;
  const [failed, n] = [group.failed + 0.5, group.n + 0.5];
  const [otherFailed, otherN] = [others.failed + 0.5, others.n + 0.5];
  const ratio = failed / n / (otherFailed / otherN);
  const error = Math.sqrt(1 / failed - 1 / n + 1 / otherFailed - 1 / otherN);
  const reach = Math.exp(normalQuantile(1 - 0.025 / Math.max(1, examined)) * error);
  return { ratio, interval: { low: ratio / reach, high: ratio * reach } };
}
