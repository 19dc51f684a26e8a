/** One measurement in words and digits. Pure. */
import type { LimitsView, MeasurementView } from "../app/contract.ts";
import { boundsOf } from "./limit-scale.ts";
import { formatBound, formatMeasured } from "./number-format.ts";
import { unitSymbol } from "./unit-symbol.ts";

/** The bounds that decide: acceptance, else specification. */
export function decidingBounds(limits: LimitsView | undefined): readonly number[] {
  return boundsOf(limits?.acceptance ?? limits?.specification);
}

/** Value and unit as shown; in the rig's own unit, with digits that fit the limits. */
export function valueText(measurement: MeasurementView): { value: string; unit: string } {
  const { value, limits, valueInLimitUnit } = measurement;
  if (typeof value !== "number")
    return { value: String(value), unit: unitSymbol(measurement.unit) };
  if (limits !== undefined && valueInLimitUnit !== undefined) {
    const text = formatMeasured(valueInLimitUnit, decidingBounds(limits));
    return { value: text, unit: unitSymbol(limits.unit) };
  }
  return { value: formatMeasured(value, [value]), unit: unitSymbol(measurement.unit) };
}

const SIGNS: Readonly<Record<string, readonly [string, string]>> = {
  EQ: ["=", ""],
  NE: ["≠", ""],
  GT: [">", ""],
  GE: ["≥", ""],
  LT: ["", "<"],
  LE: ["", "≤"],
};

/** What lies outside, in signs: they are read in every language. */
const OUTSIDE: Readonly<Record<string, readonly [string, string]>> = {
  LTGT: ["<", ">"],
  LEGE: ["≤", "≥"],
  LEGT: ["≤", ">"],
  LTGE: ["<", "≥"],
};

/** Limits as an engineer writes them: `23.76 … 24.24 V`, `≤ 60 mV`, `= "2.5.1"`. */
export function limitsText(limits: LimitsView): string {
  if (limits.text !== undefined) {
    return limits.comparator === "REGEX" ? `/${limits.text}/` : `= "${limits.text}"`;
  }
  return bandText(limits, limits.acceptance ?? limits.specification);
}

/** One band in the words of its comparator. */
export function bandText({ comparator, unit }: LimitsView, band: LimitsView["acceptance"]): string {
  const signs = SIGNS[comparator];
  const [first = "", second] = boundsOf(band).map(formatBound);
  const symbol = unitSymbol(unit);
  if (first === "") return "";
  if (second !== undefined && signs === undefined) {
    const [below, above] = OUTSIDE[comparator] ?? [];
    const text =
      below === undefined ? `${first} … ${second}` : `${below} ${first} / ${above} ${second}`;
    return `${text} ${symbol}`.trim();
  }
  return `${signs?.[0] || signs?.[1] || ""} ${first} ${symbol}`.trim();
}

/** How far a failed number lies beyond the bound it broke; undefined where that has no meaning. */
export function excess(
  measurement: MeasurementView,
): { side: "above" | "below"; amount: string } | undefined {
  const { limits, valueInLimitUnit: value } = measurement;
  if (measurement.computed !== "fail" || limits === undefined || value === undefined)
    return undefined;
  const band = limits.acceptance ?? limits.specification;
  const symbol = unitSymbol(limits.unit);
  const amountOf = (distance: number) =>
    `${formatMeasured(Number(distance.toPrecision(6)), decidingBounds(limits))} ${symbol}`.trim();
  if (band?.high !== undefined && value >= band.high) {
    return { side: "above", amount: amountOf(value - band.high) };
  }
  if (band?.low !== undefined && value <= band.low) {
    return { side: "below", amount: amountOf(band.low - value) };
  }
  return undefined;
}
