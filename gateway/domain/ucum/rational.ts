/** Exact rational arithmetic, and its one rounding to a double. */

/** An exact number: numerator / denominator. The denominator is positive. */
export interface Rational {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

/** numerator / denominator. */
export function ratio(numerator: bigint, denominator: bigint): Rational {
  return { numerator, denominator };
}

/** Nothing. */
export const ZERO: Rational = ratio(0n, 1n);
/** One. */
export const ONE: Rational = ratio(1n, 1n);

/** The exact value of a decimal notation such as "6.18e+1". */
export function decimal(text: string): Rational {
  const [digits = "0", power = "0"] = text.split("e");
  const [whole = "0", fraction = ""] = digits.split(".");
  return shift(ratio(BigInt(whole + fraction), 1n), Number(power) - fraction.length);
}

/** value × 10^exponent. */
export function shift({ numerator, denominator }: Rational, exponent: number): Rational {
  return exponent >= 0
    ? ratio(numerator * 10n ** BigInt(exponent), denominator)
    : ratio(numerator, denominator * 10n ** BigInt(-exponent));
}

/** left × right. */
export function multiply(left: Rational, right: Rational): Rational {
  return ratio(left.numerator * right.numerator, left.denominator * right.denominator);
}

/** left + right. */
export function add(left: Rational, right: Rational): Rational {
  return ratio(
    left.numerator * right.denominator + right.numerator * left.denominator,
    left.denominator * right.denominator,
  );
}

/** 1 / value, of a value that is not nothing and not negative. */
export function invert({ numerator, denominator }: Rational): Rational {
  return ratio(denominator, numerator);
}

/** value^exponent, of a whole exponent. */
export function power(value: Rational, exponent: number): Rational {
  const base = exponent < 0 ? invert(value) : value;
  const times = BigInt(Math.abs(exponent));
  return ratio(base.numerator ** times, base.denominator ** times);
}

/**
 * The nearest double; infinite beyond what doubles hold. Forty significant digits are far beyond a
 * double's seventeen: parsing them rounds correctly.
 */
export function toNumber({ numerator, denominator }: Rational): number {
  const exponent = denominator.toString().length - numerator.toString().length + 40;
  const scaled =
    exponent >= 0
      ? (numerator * 10n ** BigInt(exponent)) / denominator
      : numerator / (denominator * 10n ** BigInt(-exponent));
  return Number(`${scaled}e${-exponent}`);
}
