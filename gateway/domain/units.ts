/**
 * Units of measure as UCUM codes, and conversion between those of one kind.
 *
 * Conversion is exact rational arithmetic on the shortest decimal notation of the value, rounded
 * once at the end: a value on a limit stays on the limit, whatever unit it came in.
 */
import { parseUnit } from "./ucum/parse-unit.ts";
import { add, decimal, invert, multiply, ratio, toNumber } from "./ucum/rational.ts";

/** True for a code this gateway can judge in. */
export function isKnownUnit(code: string): boolean {
  return parseUnit(code) !== undefined;
}

/** True where a value in `from` can be judged against bounds in `to`. */
export function isConvertible(from: string, to: string): boolean {
  const source = parseUnit(from);
  return source !== undefined && source.kind === parseUnit(to)?.kind;
}

/**
 * `value` of unit `from` in unit `to`, correctly rounded (61.8 mV is exactly 0.0618 V); undefined
 * where the units are unknown or of different kinds, or where the value is not finite or no double
 * can hold the result.
 */
export function convert(value: number, from: string, to: string): number | undefined {
  const source = parseUnit(from);
  if (!Number.isFinite(value) || source === undefined) return undefined;
  if (from === to) return value;
  const target = parseUnit(to);
  if (source.kind !== target?.kind) return undefined;
  const scaled = multiply(decimal(value.toExponential()), source.factor);
  const base = source.offset.numerator === 0n ? scaled : add(scaled, source.offset);
  const { offset } = target;
  const isPlain = offset.numerator === 0n;
  const above = isPlain ? base : add(base, ratio(-offset.numerator, offset.denominator));
  const converted = toNumber(multiply(above, invert(target.factor)));
  return Number.isFinite(converted) ? converted : undefined;
}
