/** Numbers as instruments print them. Pure. */

const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;
const INTEGER = /^\+?(-?\d+)$/;

/**
 * The whole text as a finite decimal number, or undefined. An integer that a double cannot hold
 * exactly is a bigint, so that no digit of a counter is lost.
 */
export function parseNumber(text: string): number | bigint | undefined {
  if (!NUMBER.test(text)) return undefined;
  const value = Number(text);
  if (!Number.isFinite(value)) return undefined;
  const digits = INTEGER.exec(text)?.[1];
  return digits !== undefined && !Number.isSafeInteger(value) ? BigInt(digits) : value;
}

/**
 * `value · scale + offset` without the dust of binary fractions: 24.031 V in mV is 24031. A bigint
 * that is neither scaled nor moved keeps every digit.
 */
export function scaled(
  value: number | bigint,
  { scale, offset }: { readonly scale: number; readonly offset: number },
): number | bigint {
  if (scale === 1 && offset === 0) return value;
  return Number((Number(value) * scale + offset).toPrecision(15));
}
