/** A proportion with what its sample size lets one say of it. Pure. */

/** 95 %, both sides. */
export const Z_95 = 1.959963984540054;

/** The bounds of an interval. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/**
 * Wilson's score interval of `passed` out of `n`, within 0 and 1; undefined without a sample.
 * Wilson (1927); NIST e-Handbook 7.2.4.1. It stays honest where all or none passed.
 */
export function wilson(passed: number, n: number, z = Z_95): Interval | undefined {
  if (n === 0) return undefined;
  const rate = passed / n;
  const square = z * z;
  const centre = rate + square / (2 * n);
  const reach = z * Math.sqrt((rate * (1 - rate)) / n + square / (4 * n * n));
  const scale = 1 + square / n;
  return {
    low: passed === 0 ? 0 : Math.max(0, (centre - reach) / scale),
    high: passed === n ? 1 : Math.min(1, (centre + reach) / scale),
  };
}

/** Rolled throughput yield: the chance to pass each operation at the first try. */
export function rolledYield(yields: readonly number[]): number {
  return yields.reduce((product, each) => product * each, 1);
}

/** Defects per unit. */
export function defectsPerUnit(defects: number, units: number): number {
  return defects / units;
}

/** Defects per million opportunities. */
export function defectsPerMillion(count: {
  readonly defects: number;
  readonly units: number;
  readonly opportunities: number;
}): number {
  return (1e6 * count.defects) / (count.units * count.opportunities);
}

/** The share of units without a defect, where defects fall by chance: e^(−DPU). */
export function throughputYield(dpu: number): number {
  return Math.exp(-dpu);
}
