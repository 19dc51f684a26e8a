/** From a device's raw number to the quantity and back, in decimal arithmetic. Pure. */
import type { RegisterValue } from "./registers.ts";

/** `value × factor + offset`, by which a device's raw number becomes the quantity. */
export interface Scaling {
  readonly scale: number;
  readonly offset: number;
}

/**
 * The decimal digits of the quantity are those a person expects: 2376 at scale 0.01 is 23.76,
 * not 23.759999999999998, because integers are scaled as decimals. 64-bit integers stay bigint
 * as long as the scaling is whole; where it is not and a number cannot show every digit, it throws
 * RangeError. Text and booleans pass unchanged.
 */
export function scaleValue(value: RegisterValue, { scale, offset }: Scaling): RegisterValue {
  if (typeof value === "string" || typeof value === "boolean") return value;
  if (scale === 1 && offset === 0) return value;
  if (typeof value === "bigint") {
    const isWhole = Number.isSafeInteger(scale) && Number.isSafeInteger(offset);
    return isWhole ? value * BigInt(scale) + BigInt(offset) : scaleExactly(value, scale, offset);
  }
  if (!Number.isSafeInteger(value)) return value * scale + offset;
  return toNumber(scaleDecimal(BigInt(value), scale, offset));
}

/**
 * The raw number that `scaleValue` makes `value` of. Throws RangeError where an integer's raw
 * number would have a fraction: what is written must be what was meant.
 */
export function unscaleValue(
  value: RegisterValue,
  { scale, offset, isInteger }: Scaling & { readonly isInteger: boolean },
): RegisterValue {
  if (typeof value === "string" || typeof value === "boolean") return value;
  if (scale === 1 && offset === 0) return value;
  if (!isInteger) return (Number(value) - offset) / scale;
  const wanted = typeof value === "bigint" ? { digits: value, places: 0 } : toDecimal(value);
  const factor = toDecimal(scale);
  const shift = toDecimal(offset);
  const places = Math.max(wanted.places, shift.places, factor.places);
  const raised = ({ digits, places: own }: Decimal) => digits * 10n ** BigInt(places - own);
  const difference = raised(wanted) - raised(shift);
  const divisor = raised(factor);
  if (divisor === 0n || difference % divisor !== 0n) {
    throw new RangeError(`${value} is no step of ${scale}${offset === 0 ? "" : ` from ${offset}`}`);
  }
  const raw = difference / divisor;
  return typeof value === "bigint" || !Number.isSafeInteger(Number(raw)) ? raw : Number(raw);
}

/** `digits × 10^-places`, places at least 0. */
interface Decimal {
  readonly digits: bigint;
  readonly places: number;
}

/** A finite number exactly as it is written in decimal. */
function toDecimal(value: number): Decimal {
  const [mantissa = "0", exponent = "0"] = value.toString().split("e");
  const [whole = "0", fraction = ""] = mantissa.split(".");
  const places = fraction.length - Number(exponent);
  const digits = BigInt(whole + fraction);
  return places >= 0 ? { digits, places } : { digits: digits * 10n ** BigInt(-places), places: 0 };
}

function scaleDecimal(value: bigint, scale: number, offset: number): Decimal {
  const factor = toDecimal(scale);
  const shift = toDecimal(offset);
  const places = Math.max(factor.places, shift.places);
  const digits =
    value * factor.digits * 10n ** BigInt(places - factor.places) +
    shift.digits * 10n ** BigInt(places - shift.places);
  return { digits, places };
}

function toNumber({ digits, places }: Decimal): number {
  return Number(`${digits}e-${places}`);
}

function scaleExactly(value: bigint, scale: number, offset: number): number {
  const exact = scaleDecimal(value, scale, offset);
  const number = toNumber(exact);
  const shown = toDecimal(number);
  const places = Math.max(exact.places, shown.places);
  const isSame =
    exact.digits * 10n ** BigInt(places - exact.places) ===
    shown.digits * 10n ** BigInt(places - shown.places);
  if (isSame) return number;
  throw new RangeError(`${value} × ${scale} has more digits than a number can show`);
}
