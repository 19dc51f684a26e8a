/** The span of an axis on which every given value lies, with room at both ends. Pure. */

const ROOM = 0.06;

/** Never empty: one value alone stands in the middle. */
export function spanOf(values: readonly number[]): { readonly low: number; readonly high: number } {
  const low = Math.min(...values);
  const high = Math.max(...values);
  const span = high - low || Math.abs(high) || 1;
  return { low: low - span * ROOM, high: high + span * ROOM };
}
