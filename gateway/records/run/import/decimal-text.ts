import type { Limits } from "../../../domain/limits.ts";

const DECIMAL = /^[+-]?\d+(\.\d+)?(e[+-]?\d{1,3})?$/i;
const INTEGER = /^[+-]?\d+$/;
const TEXT_COMPARATORS = ["CASESENSIT", "IGNORECASE", "REGEX"];

/**
 * The number that a decimal text says, where its limits judge numbers: JSON has no exact form for
 * a 64-bit counter, so such a value is sent as text. An integer is exact whatever its size (a
 * bigint beyond 2^53), a fraction the nearest double. Any other text, and a text that is judged
 * as one, comes back as it is.
 */
export function readDecimalText(text: string, limits: Limits): number | bigint | string {
  if (!judgesNumbers(limits) || !DECIMAL.test(text)) return text;
  const value = Number(text);
  if (!INTEGER.test(text)) return Number.isFinite(value) ? value : text;
  return Number.isSafeInteger(value) ? value : BigInt(text.replace("+", ""));
}

/** LOG takes anything; what has a unit can only be a number. */
function judgesNumbers({ comparator, unit }: Limits): boolean {
  return comparator === "LOG" ? unit !== "" : !TEXT_COMPARATORS.includes(comparator);
}
