/** Milliseconds of the monotonic clock, fractions and all: what deadlines and silences are in. */
import type { Instant } from "../contract.ts";

/** When it was, in milliseconds since an arbitrary moment before. */
export function monoMs({ monoNs }: Pick<Instant, "monoNs">): number {
  return Number(monoNs) / 1e6;
}
