/**
 * Units of measure as UCUM codes, and conversion between those of one dimension.
 * Source: The Unified Code for Units of Measure, tables 1 (prefixes) and the base/derived units.
 */

/** dimension, factor and offset to the dimension's base: base = value × factor + offset. */
interface Unit {
  readonly dimension: string;
  readonly factor: number;
  readonly offset: number;
}

/** Symbols that take metric prefixes. */
const METRIC: Readonly<Record<string, string>> = {
  V: "voltage",
  A: "current",
  Ohm: "resistance",
  W: "power",
  s: "time",
  Hz: "frequency",
  F: "capacitance",
  H: "inductance",
  Pa: "pressure",
  bar: "pressure",
  g: "mass",
  m: "length",
  K: "temperature",
  N: "force",
  J: "energy",
  L: "volume",
  VA: "apparent-power",
  T: "flux-density",
};
const METRIC_FACTOR: Readonly<Record<string, number>> = { bar: 1e5 };

/** The prefix as a power of ten, so that ratios of prefixes stay exact. */
const PREFIX_EXPONENT: Readonly<Record<string, number>> = {
  p: -12,
  n: -9,
  u: -6,
  m: -3,
  c: -2,
  d: -1,
  "": 0,
  h: 2,
  k: 3,
  M: 6,
  G: 9,
};

const FIXED: Readonly<Record<string, Unit>> = {
  "": { dimension: "number", factor: 1, offset: 0 },
  "1": { dimension: "number", factor: 1, offset: 0 },
  "%": { dimension: "number", factor: 0.01, offset: 0 },
  "[ppm]": { dimension: "number", factor: 1e-6, offset: 0 },
  Cel: { dimension: "temperature", factor: 1, offset: 273.15 },
  "[degF]": { dimension: "temperature", factor: 5 / 9, offset: 459.67 * (5 / 9) },
  min: { dimension: "time", factor: 60, offset: 0 },
  h: { dimension: "time", factor: 3600, offset: 0 },
  d: { dimension: "time", factor: 86400, offset: 0 },
  "/min": { dimension: "frequency", factor: 1 / 60, offset: 0 },
  deg: { dimension: "angle", factor: Math.PI / 180, offset: 0 },
  rad: { dimension: "angle", factor: 1, offset: 0 },
  dB: { dimension: "level", factor: 1, offset: 0 },
  "[psi]": { dimension: "pressure", factor: 6894.757293168, offset: 0 },
};

/** Exponent and symbol of a prefixed metric unit, or undefined. */
function splitMetric(code: string): { symbol: string; exponent: number } | undefined {
  if (METRIC[code] !== undefined) return { symbol: code, exponent: 0 };
  const exponent = PREFIX_EXPONENT[code.slice(0, 1)];
  const symbol = code.slice(1);
  if (exponent === undefined || METRIC[symbol] === undefined) return undefined;
  return { symbol, exponent };
}

function findUnit(code: string): Unit | undefined {
  const fixed = Object.hasOwn(FIXED, code) ? FIXED[code] : undefined;
  if (fixed !== undefined) return fixed;
  const metric = splitMetric(code);
  if (metric === undefined) return undefined;
  const dimension = METRIC[metric.symbol];
  if (dimension === undefined) return undefined;
  const factor = (METRIC_FACTOR[metric.symbol] ?? 1) * 10 ** metric.exponent;
  return { dimension, factor, offset: 0 };
}

/** True for a code this gateway can judge in. */
export function isKnownUnit(code: string): boolean {
  return findUnit(code) !== undefined;
}

/** True where a value in `from` can be judged against bounds in `to`. */
export function isConvertible(from: string, to: string): boolean {
  const source = findUnit(from);
  const target = findUnit(to);
  return source !== undefined && source.dimension === target?.dimension;
}

/**
 * `value` of unit `from` in unit `to`; undefined where the units are unknown or of different
 * dimensions. Between prefixes of one unit the result is the correctly rounded decimal shift
 * (61.8 mV is exactly 0.0618 V), so a value on a limit stays on the limit.
 */
export function convert(value: number, from: string, to: string): number | undefined {
  if (from === to) return findUnit(from) === undefined ? undefined : value;
  const source = findUnit(from);
  const target = findUnit(to);
  if (source === undefined || target === undefined) return undefined;
  if (source.dimension !== target.dimension) return undefined;
  const sourceMetric = splitMetric(from);
  const targetMetric = splitMetric(to);
  if (sourceMetric !== undefined && sourceMetric.symbol === targetMetric?.symbol) {
    return shiftDecimal(value, sourceMetric.exponent - targetMetric.exponent);
  }
  return (value * source.factor + source.offset - target.offset) / target.factor;
}

/** value × 10^exponent through the decimal notation: one rounding, not two. */
function shiftDecimal(value: number, exponent: number): number {
  const [digits, power = "0"] = value.toExponential().split("e");
  return Number(`${digits}e${Number(power) + exponent}`);
}
