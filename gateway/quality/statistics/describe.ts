/** A sample in a few figures, and its histogram. Pure. */

/** `deviation` is that of a sample (n − 1); absent below two values. */
export interface Description {
  readonly n: number;
  readonly mean: number;
  readonly deviation?: number;
  readonly min: number;
  readonly max: number;
}

/** Undefined without values. Welford's method: no digit is lost where values lie close together. */
export function describeSample(values: readonly number[]): Description | undefined {
  if (values.length === 0) return undefined;
  let [mean, squares, min, max] = [0, 0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const [index, value] of values.entries()) {
    const delta = value - mean;
    mean += delta / (index + 1);
    squares += delta * (value - mean);
    min = Math.min(min, value);
    max = Math.max(max, value);
  }
  const n = values.length;
  const deviation = n < 2 ? {} : { deviation: Math.sqrt(squares / (n - 1)) };
  return { n, mean, ...deviation, min, max };
}

/** Values from `low` up to, but not at, `high`; the last bin holds its end, too. */
export interface Bin {
  readonly low: number;
  readonly high: number;
  readonly count: number;
}

/** Bins of a width of 1, 2 or 5 times a power of ten, about `binsWanted` over the whole range. */
export function histogram(values: readonly number[], binsWanted: number): readonly Bin[] {
  const sample = describeSample(values);
  if (sample === undefined) return [];
  const width = niceWidth((sample.max - sample.min) / binsWanted, sample.max);
  const first = Math.floor(sample.min / width);
  const last = Math.max(first, Math.ceil(sample.max / width) - 1);
  const counts = new Array<number>(last - first + 1).fill(0);
  for (const value of values) {
    const place = Math.min(Math.max(Math.floor(value / width) - first, 0), counts.length - 1);
    counts[place] = (counts[place] ?? 0) + 1;
  }
  return counts.map((count, index) => ({
    low: tidy((first + index) * width),
    high: tidy((first + index + 1) * width),
    count,
  }));
}

/** Values that are the same, or too close for a double to tell bins apart, are in one bin. */
function niceWidth(width: number, max: number): number {
  const least = Math.max(Math.abs(max) * 1e-12, Number.MIN_VALUE * 1e20);
  if (!(width > least)) return Math.max(Math.abs(max), 1) / 10;
  const power = 10 ** Math.floor(Math.log10(width));
  return power * (([1, 2, 5].find((step) => step * power >= width) ?? 10) as number);
}

/** 0.1 + 0.2 is 0.30000000000000004: an edge is shown as it is meant. */
function tidy(edge: number): number {
  return Number(edge.toPrecision(12));
}
