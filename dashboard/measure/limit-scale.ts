/** Where things lie on a bar between limits, in percent of its width. Pure geometry. */
import type { LimitsView } from "../app/contract.ts";

export interface Band {
  readonly low?: number | undefined;
  readonly high?: number | undefined;
}

/** A stretch of the bar. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

export interface LimitScale {
  readonly specification: Stretch | undefined;
  /** The band the verdict uses: the specification itself where there is no guard band. */
  readonly acceptance: Stretch | undefined;
  readonly warning: Stretch | undefined;
  /** True where the value must lie outside the bands (LTGT and its like). */
  readonly inverted: boolean;
  /** Positions of the bounds the verdict uses. */
  readonly bounds: readonly { readonly value: number; readonly at: number }[];
  /** Where the value is; `clipped` where it lies beyond the end of the bar. */
  readonly marker:
    | { readonly at: number; readonly clipped: "low" | "high" | undefined }
    | undefined;
}

interface Domain {
  readonly from: number;
  readonly to: number;
}

/** Free room on each side of a two-sided specification, as a part of its width. */
const MARGIN = 0.35;

/** The scale of numeric limits; undefined where there is no bound (text, LOG). */
export function scaleOf(limits: LimitsView, value: number | undefined): LimitScale | undefined {
  const deciding = asInterval(limits.acceptance ?? limits.specification, limits.comparator);
  if (deciding === undefined) return undefined;
  const outer = widest(limits.specification ?? deciding, deciding);
  const domain = domainOf(outer, value);
  if (domain === undefined) return undefined;
  const at = (position: number) => percent(position, domain);
  const stretch = (band: Band | undefined) => (band === undefined ? undefined : place(band, at));
  return {
    specification: stretch(asInterval(limits.specification, limits.comparator)),
    acceptance: stretch(deciding),
    warning: stretch(limits.warning),
    inverted: OUTSIDE.has(limits.comparator),
    bounds: boundsOf(deciding).map((bound) => ({ value: bound, at: at(bound) })),
    marker: value === undefined ? undefined : markerOf(value, domain),
  };
}

const OUTSIDE: ReadonlySet<string> = new Set(["LTGT", "LEGE", "LEGT", "LTGE", "NE"]);

/** EQ and NE name one bound: an interval of no width. */
function asInterval(band: Band | undefined, comparator: string): Band | undefined {
  const isPoint = comparator === "EQ" || comparator === "NE";
  return band !== undefined && isPoint ? { low: band.low, high: band.low } : band;
}

/** The bounds of a band that are there, low first. */
export function boundsOf(band: Band | undefined): readonly number[] {
  return [band?.low, band?.high].filter((bound) => bound !== undefined);
}

function widest(one: Band, other: Band): Band {
  return {
    low: one.low === undefined ? other.low : Math.min(one.low, other.low ?? one.low),
    high: one.high === undefined ? other.high : Math.max(one.high, other.high ?? one.high),
  };
}

function domainOf({ low, high }: Band, value: number | undefined): Domain | undefined {
  if (low !== undefined && high !== undefined) {
    const margin = (high - low) * MARGIN || Math.abs(high) * 0.1 || 1;
    return { from: low - margin, to: high + margin };
  }
  if (high !== undefined) {
    // A quantity with only an upper bound is read from zero, where zero is below it.
    const from = high > 0 && (value ?? 0) >= 0 ? 0 : Math.min(high * 2, value ?? high) - 1;
    return { from, to: high + (high - from) * MARGIN };
  }
  if (low === undefined) return undefined;
  const reach = Math.max(Math.abs(low) * 0.12, ((value ?? low) - low) * 1.25) || 1;
  return { from: low - reach * MARGIN, to: low + reach };
}

function percent(position: number, { from, to }: Domain): number {
  const share = ((position - from) / (to - from)) * 100;
  return Math.min(100, Math.max(0, share));
}

function place(band: Band, at: (position: number) => number): Stretch {
  return {
    from: band.low === undefined ? 0 : at(band.low),
    to: band.high === undefined ? 100 : at(band.high),
  };
}

function markerOf(value: number, domain: Domain): LimitScale["marker"] {
  if (!Number.isFinite(value)) return undefined;
  const clipped = value < domain.from ? "low" : value > domain.to ? "high" : undefined;
  return { at: percent(value, domain), clipped };
}
