/** What a person reads on the device: its digits say how exactly it is shown. Pure. */
import type { Wanted } from "./decodings.ts";

const NUMBER = /^[+-]?\d+(?:[.,]\d*)?(?:[eE][+-]?\d{1,3})?$/;
const TOLERANCE_MAX = 0.01;

/**
 * The number with its tolerance: half of the last digit that was typed, at most 1 %, unless
 * `tolerance` (in parts of the value) says otherwise. A decimal comma is a point. Undefined for
 * what is no number.
 */
export function wantedOf(text: string, tolerance?: number): Wanted | undefined {
  const shown = text.trim();
  if (!NUMBER.test(shown)) return undefined;
  const value = Number(shown.replace(",", "."));
  if (!Number.isFinite(value)) return undefined;
  if (tolerance !== undefined) return { value, tolerance };
  const half = halfDigit(shown);
  const part = value === 0 ? half : Math.min(TOLERANCE_MAX, (half / Math.abs(value)) * 1.001);
  return { value, tolerance: part };
}

function halfDigit(shown: string): number {
  const [mantissa = "", exponent = "0"] = shown.replace(",", ".").split(/e/i);
  return 0.5 * 10 ** (Number(exponent) - (mantissa.split(".")[1]?.length ?? 0));
}
