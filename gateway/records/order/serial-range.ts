import type { OrderBody } from "../import-file.ts";

/** Serial numbers of one order: prefix + a number of exactly `digits` digits. */
export type SerialRange = NonNullable<OrderBody["serialNumbers"]>;

/** The number in a serial of that form, e.g. 42 for "PSU24-000042"; undefined for another form. */
export function serialIndex(serialNumber: string, range: SerialRange): number | undefined {
  if (!serialNumber.startsWith(range.prefix)) return undefined;
  const digits = serialNumber.slice(range.prefix.length);
  return digits.length === range.digits && /^[0-9]+$/.test(digits) ? Number(digits) : undefined;
}

/** True where the serial is one of the `quantity` units of the range. */
export function isInRange(serialNumber: string, range: SerialRange, quantity: number): boolean {
  const index = serialIndex(serialNumber, range);
  return index !== undefined && index >= range.from && index < range.from + quantity;
}

/** A range with how many of its numbers are used. */
export interface CountedRange {
  readonly serialNumbers: SerialRange;
  readonly quantity: number;
}

/** True where some serial number lies in both. */
export function rangesOverlap(left: CountedRange, right: CountedRange): boolean {
  const [a, b] = [left.serialNumbers, right.serialNumbers];
  if (a.prefix.length + a.digits !== b.prefix.length + b.digits) return false;
  // Prefixes of different length can spell the same serial: compare as the longer one's numbers.
  const [short, long] = a.prefix.length <= b.prefix.length ? [left, right] : [right, left];
  const rest = long.serialNumbers.prefix.slice(short.serialNumbers.prefix.length);
  if (!long.serialNumbers.prefix.startsWith(short.serialNumbers.prefix)) return false;
  if (!/^[0-9]*$/.test(rest)) return false;
  const offset = Number(rest || "0") * 10 ** long.serialNumbers.digits;
  const from = offset + long.serialNumbers.from;
  const shortFrom = short.serialNumbers.from;
  return from < shortFrom + short.quantity && shortFrom < from + long.quantity;
}
