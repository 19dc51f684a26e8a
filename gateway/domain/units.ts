/**
 * Units of measure as UCUM codes, and conversion between those of one dimension.
 * Source: The Unified Code for Units of Measure, tables 1 (prefixes) and the base/derived units.
 *
 * Conversion is exact rational arithmetic on the shortest decimal notation of the value, rounded
 * once at the end: a value on a limit stays on the limit, whatever unit it came in.
 */

/** An exact number: numerator / denominator. */
interface Rational {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

/** base = value × factor + offset, in the base unit of the dimension. */
interface Unit {
  readonly dimension: string;
  readonly factor: Rational;
  readonly offset: Rational;
}

/** Symbols that take metric prefixes, with their dimension. */
const METRIC: ReadonlyMap<string, string> = new Map([
  ["V", "voltage"],
  ["A", "current"],
  ["Ohm", "resistance"],
  ["W", "power"],
  ["s", "time"],
  ["Hz", "frequency"],
  ["F", "capacitance"],
  ["H", "inductance"],
  ["Pa", "pressure"],
  ["bar", "pressure"],
  ["g", "mass"],
  ["m", "length"],
  ["K", "temperature"],
  ["N", "force"],
  ["J", "energy"],
  ["L", "volume"],
  ["VA", "apparent-power"],
  ["T", "flux-density"],
]);
/** Powers of ten between a symbol and the base of its dimension. */
const SYMBOL_EXPONENT: ReadonlyMap<string, number> = new Map([["bar", 5]]);

const PREFIX_EXPONENT: ReadonlyMap<string, number> = new Map([
  ["p", -12],
  ["n", -9],
  ["u", -6],
  ["m", -3],
  ["c", -2],
  ["d", -1],
  ["h", 2],
  ["k", 3],
  ["M", 6],
  ["G", 9],
]);

const ZERO = decimal("0");
const PI = decimal("3.14159265358979323846264338327950288");

const FIXED: ReadonlyMap<string, Unit> = new Map([
  ["", fixed("number", decimal("1"))],
  ["1", fixed("number", decimal("1"))],
  ["%", fixed("number", decimal("0.01"))],
  ["[ppm]", fixed("number", decimal("0.000001"))],
  ["Cel", fixed("temperature", decimal("1"), decimal("273.15"))],
  ["[degF]", fixed("temperature", ratio(5n, 9n), ratio(45967n * 5n, 900n))],
  ["min", fixed("time", decimal("60"))],
  ["h", fixed("time", decimal("3600"))],
  ["d", fixed("time", decimal("86400"))],
  ["/min", fixed("frequency", ratio(1n, 60n))],
  ["deg", fixed("angle", ratio(PI.numerator, PI.denominator * 180n))],
  ["rad", fixed("angle", decimal("1"))],
  ["dB", fixed("level", decimal("1"))],
  ["[psi]", fixed("pressure", decimal("6894.757293168"))],
]);

function fixed(dimension: string, factor: Rational, offset: Rational = ZERO): Unit {
  return { dimension, factor, offset };
}

function ratio(numerator: bigint, denominator: bigint): Rational {
  return { numerator, denominator };
}

/** The exact value of a decimal notation such as "6.18e+1". */
function decimal(text: string): Rational {
  const [digits = "0", power = "0"] = text.split("e");
  const [whole = "0", fraction = ""] = digits.split(".");
  return shift(ratio(BigInt(whole + fraction), 1n), Number(power) - fraction.length);
}

/** value × 10^exponent. */
function shift({ numerator, denominator }: Rational, exponent: number): Rational {
  return exponent >= 0
    ? ratio(numerator * 10n ** BigInt(exponent), denominator)
    : ratio(numerator, denominator * 10n ** BigInt(-exponent));
}

function findUnit(code: string): Unit | undefined {
  return FIXED.get(code) ?? metricUnit(code, 0) ?? prefixedUnit(code);
}

function prefixedUnit(code: string): Unit | undefined {
  const exponent = PREFIX_EXPONENT.get(code.slice(0, 1));
  return exponent === undefined ? undefined : metricUnit(code.slice(1), exponent);
}

function metricUnit(symbol: string, exponent: number): Unit | undefined {
  const dimension = METRIC.get(symbol);
  if (dimension === undefined) return undefined;
  return fixed(dimension, shift(ratio(1n, 1n), exponent + (SYMBOL_EXPONENT.get(symbol) ?? 0)));
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
 * `value` of unit `from` in unit `to`, correctly rounded (61.8 mV is exactly 0.0618 V); undefined
 * where the units are unknown or of different dimensions, or where the value is not finite or no
 * double can hold the result.
 */
export function convert(value: number, from: string, to: string): number | undefined {
  const source = findUnit(from);
  const target = findUnit(to);
  if (!Number.isFinite(value) || source === undefined) return undefined;
  if (source.dimension !== target?.dimension) return undefined;
  if (from === to) return value;
  const base = add(multiply(decimal(value.toExponential()), source.factor), source.offset);
  const above = add(base, ratio(-target.offset.numerator, target.offset.denominator));
  const { numerator, denominator } = target.factor;
  const converted = toNumber(multiply(above, ratio(denominator, numerator)));
  return Number.isFinite(converted) ? converted : undefined;
}

function multiply(left: Rational, right: Rational): Rational {
  return ratio(left.numerator * right.numerator, left.denominator * right.denominator);
}

function add(left: Rational, right: Rational): Rational {
  return ratio(
    left.numerator * right.denominator + right.numerator * left.denominator,
    left.denominator * right.denominator,
  );
}

/** Forty significant digits are far beyond a double's seventeen: parsing them rounds correctly. */
function toNumber({ numerator, denominator }: Rational): number {
  const exponent = denominator.toString().length - numerator.toString().length + 40;
  const scaled =
    exponent >= 0
      ? (numerator * 10n ** BigInt(exponent)) / denominator
      : numerator / (denominator * 10n ** BigInt(-exponent));
  return Number(`${scaled}e${-exponent}`);
}
