/**
 * Numbers with sensible digits. A rounded number may never tell another story than the value:
 * 60.004 against a limit of 60 is shown as 60.004, not as 60.0.
 */

import { decimalSign } from "./decimal-sign.ts";

/** What `toFixed` can write. */
const DECIMALS_MAX = 100;

/** Digits after the point in the shortest text of `value`. */
export function decimalsOf(value: number): number {
  if (!Number.isFinite(value)) return 0;
  const [digits = "", exponent = "0"] = value.toExponential().split("e");
  const fraction = digits.split(".")[1]?.length ?? 0;
  return Math.min(DECIMALS_MAX, Math.max(0, fraction - Number(exponent)));
}

/** Digits after the point that resolve a three-hundredth of `span`. */
function decimalsForSpan(span: number): number {
  if (!(span > 0)) return 0;
  return Math.max(0, Math.ceil(-Math.log10(span / 300)));
}

/** Digits after the point that make five significant ones: what bench instruments resolve. */
function decimalsForFive(value: number): number {
  const whole = Math.floor(Math.log10(Math.abs(value) || 1)) + 1;
  return Math.max(0, 5 - Math.max(whole, 1));
}

/** `value` with as many digits as its bounds need; never on the other side of one by rounding. */
export function formatMeasured(value: number, bounds: readonly number[]): string {
  if (!Number.isFinite(value)) return String(value);
  const own = decimalsOf(value);
  const ofBounds = Math.max(0, ...bounds.map(decimalsOf));
  const span =
    bounds.length > 1 ? Math.max(...bounds) - Math.min(...bounds) : spanOf(bounds, value);
  const wanted = Math.max(ofBounds, Math.min(decimalsForSpan(span), decimalsForFive(value)));
  // At least the digits of the bounds: 91 beside 88.2 is read as 91.0.
  let decimals = Math.max(ofBounds, Math.min(own, wanted));
  while (decimals < own && !keepsSides(value, decimals, bounds)) decimals += 1;
  return group(value.toFixed(decimals));
}

function spanOf(bounds: readonly number[], value: number): number {
  return Math.abs(bounds[0] ?? value);
}

function keepsSides(value: number, decimals: number, bounds: readonly number[]): boolean {
  const shown = Number(value.toFixed(decimals));
  return bounds.every((bound) => Math.sign(shown - bound) === Math.sign(value - bound));
}

/** A bound exactly as it was written: a limit is never rounded. */
export function formatBound(value: number): string {
  return group(value.toFixed(decimalsOf(value)));
}

/** A live reading without limits: about four significant digits. */
export function formatReading(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  const decimals = size >= 1000 ? 0 : size >= 100 ? 1 : size >= 10 ? 2 : 3;
  return group(value.toFixed(decimals));
}

/** A tick of an axis: as short as it can be told. */
export function formatTick(value: number): string {
  return group(String(Number(value.toPrecision(5))));
}

/** A count with thin spaces between thousands: 99 600. */
export function formatCount(value: number): string {
  return group(String(value));
}

/** A share of 0 to 1 in percent: 97.4 %. */
export function formatShare(share: number): string {
  return `${group((share * 100).toFixed(1))} %`;
}

/** Digits as they are read here: the sign before the fraction is that of the language shown. */
export function asRead(digits: string): string {
  return digits.replace(".", decimalSign());
}

/** Milliseconds as people say them: 840 ms, 6.2 s, 2 min 05 s. */
export function formatDuration(durationMs: number): string {
  if (durationMs < 1_000) return `${Math.round(durationMs)} ms`;
  const tenths = Math.round(durationMs / 100);
  if (tenths < 600) return `${group((tenths / 10).toFixed(1))} s`;
  const seconds = Math.round(durationMs / 1_000);
  const rest = String(seconds % 60).padStart(2, "0");
  return `${Math.floor(seconds / 60)} min ${rest} s`;
}

/** Thin spaces every three digits from five up (ISO 80000-1), so that no sign is misread. */
function group(text: string): string {
  const [whole = "", fraction] = text.split(".");
  const digits = whole.replace("-", "");
  const isZero = /^[0.-]*$/.test(text);
  const sign = whole.startsWith("-") && !isZero ? "−" : "";
  const grouped = digits.length > 4 ? digits.replace(/\B(?=(\d{3})+$)/g, "\u2009") : digits;
  return fraction === undefined ? sign + grouped : sign + grouped + decimalSign() + fraction;
}
