/**
 * Limits and the judgement of one value against them.
 * Comparators are those of IEEE 1636.1 / TestStand; NaN, infinity and a missing value never pass.
 */
import { convert } from "./units.ts";

/** With one bound (`low` for GT, GE, EQ, NE; `high` for LT, LE). */
export type SingleComparator = "EQ" | "NE" | "GT" | "GE" | "LT" | "LE";
/** Inside: low and high must both hold. */
export type InsideComparator = "GTLT" | "GELE" | "GELT" | "GTLE";
/** Outside: one of the two must hold. */
export type OutsideComparator = "LTGT" | "LEGE" | "LEGT" | "LTGE";
/** Text: equality with case, without case, regular expression. */
export type TextComparator = "CASESENSIT" | "IGNORECASE" | "REGEX";
export type Comparator =
  | SingleComparator
  | InsideComparator
  | OutsideComparator
  | TextComparator
  | "LOG";

/** A band of bounds in the limits' own unit. */
export interface Band {
  readonly low?: number;
  readonly high?: number;
}

/** The limits of one measurement. Specification, acceptance and warning are never mixed. */
export interface Limits {
  readonly comparator: Comparator;
  /** UCUM code of the bounds; empty for a number without unit or a text. */
  readonly unit: string;
  /** The product's specification (capability uses it). */
  readonly specification?: Band;
  /** Specification less a guard band: what the verdict uses. Falls back to the specification. */
  readonly acceptance?: Band;
  /** How the acceptance band came from the specification, where it differs. */
  readonly guardBandRule?: string;
  /** A flag beside a passed value, never an outcome. */
  readonly warning?: Band;
  /** Expected text, for the text comparators. */
  readonly text?: string;
}

export type Verdict = "pass" | "fail" | "unjudged";

export interface Judgement {
  readonly verdict: Verdict;
  /** Inside acceptance but outside the warning band. */
  readonly warned: boolean;
  /** The value in the limits' unit, where it is a number that converts. */
  readonly valueInLimitUnit?: number;
  /** Why it could not be judged or did not pass, for people. */
  readonly cause?: string;
}

type Judged = number | bigint | string | boolean;

/** True where `value` satisfies `comparator` against `band`. A missing bound satisfies nothing. */
function holds(comparator: Comparator, value: number, band: Band): boolean {
  const low = band.low ?? Number.NaN;
  const high = band.high ?? Number.NaN;
  switch (comparator) {
    case "EQ":
      return value === low;
    case "NE":
      return !Number.isNaN(low) && value !== low;
    case "GT":
      return value > low;
    case "GE":
      return value >= low;
    case "LT":
      return value < high;
    case "LE":
      return value <= high;
    case "GTLT":
      return value > low && value < high;
    case "GELE":
      return value >= low && value <= high;
    case "GELT":
      return value >= low && value < high;
    case "GTLE":
      return value > low && value <= high;
    case "LTGT":
      return value < low || value > high;
    case "LEGE":
      return value <= low || value >= high;
    case "LEGT":
      return value <= low || value > high;
    case "LTGE":
      return value < low || value >= high;
    default:
      return false;
  }
}

const TEXT_COMPARATORS: ReadonlySet<string> = new Set(["CASESENSIT", "IGNORECASE", "REGEX"]);

function judgeText(value: Judged, limits: Limits): Judgement {
  const expected = limits.text;
  if (expected === undefined) return unjudged("the limits name no text");
  const actual = String(value);
  const matches =
    limits.comparator === "REGEX"
      ? new RegExp(expected).test(actual)
      : limits.comparator === "IGNORECASE"
        ? actual.toLowerCase() === expected.toLowerCase()
        : actual === expected;
  if (matches) return { verdict: "pass", warned: false };
  return { verdict: "fail", warned: false, cause: `"${actual}" is not "${expected}"` };
}

function unjudged(cause: string): Judgement {
  return { verdict: "unjudged", warned: false, cause };
}

/** A finite number, or undefined: text, NaN, infinity and integers a double cannot hold. */
function finiteNumber(value: Judged): number | undefined {
  if (typeof value === "boolean") return value ? 1 : 0;
  if (typeof value === "bigint") {
    const number = Number(value);
    return BigInt(number) === value ? number : undefined;
  }
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}

/**
 * Judges one good-quality value, stated in `unit`, against `limits`.
 * A value that is no finite number, or whose unit does not convert, is a fail of nothing and a
 * pass of nothing: `unjudged`, with the cause. LOG (no limits) passes any finite value or text.
 */
export function judgeValue(value: Judged, unit: string, limits: Limits): Judgement {
  if (TEXT_COMPARATORS.has(limits.comparator)) return judgeText(value, limits);
  if (limits.comparator === "LOG" && typeof value === "string") {
    return { verdict: "pass", warned: false };
  }
  const number = finiteNumber(value);
  if (number === undefined) return unjudged(`"${String(value)}" is not a finite number`);
  const converted = convert(number, unit, limits.unit);
  if (converted === undefined) {
    return unjudged(`unit "${unit}" does not convert to the limits' unit "${limits.unit}"`);
  }
  if (limits.comparator === "LOG") {
    return { verdict: "pass", warned: false, valueInLimitUnit: converted };
  }
  const acceptance = limits.acceptance ?? limits.specification ?? {};
  if (!holds(limits.comparator, converted, acceptance)) {
    return {
      verdict: "fail",
      warned: false,
      valueInLimitUnit: converted,
      cause: `${converted} ${limits.unit} is outside the limits ${describeBand(limits)}`,
    };
  }
  const warned =
    limits.warning !== undefined && !holds(limits.comparator, converted, limits.warning);
  return { verdict: "pass", warned, valueInLimitUnit: converted };
}

/** The acceptance band in words, e.g. "GELE 3.2 … 3.4 V". */
export function describeBand(limits: Limits): string {
  const { low, high } = limits.acceptance ?? limits.specification ?? {};
  const bounds = [low, high].filter((bound) => bound !== undefined).join(" … ");
  return [limits.comparator, bounds || limits.text || "", limits.unit].join(" ").trim();
}

const NEEDS_LOW: ReadonlySet<string> = new Set(["EQ", "NE", "GT", "GE"]);
const NEEDS_HIGH: ReadonlySet<string> = new Set(["LT", "LE"]);

/** Faults of the limits themselves: a missing bound, low above high, a band wider than the spec. */
export function limitFaults(limits: Limits): readonly string[] {
  const { comparator, text } = limits;
  if (comparator === "LOG") return [];
  if (TEXT_COMPARATORS.has(comparator)) return text === undefined ? ["`text` is missing"] : [];
  const faults: string[] = [];
  if (limits.acceptance === undefined && limits.specification === undefined) {
    faults.push(`comparator ${comparator} needs a specification or an acceptance band`);
  }
  const pair = !NEEDS_LOW.has(comparator) && !NEEDS_HIGH.has(comparator);
  for (const name of ["specification", "acceptance", "warning"] as const) {
    const band = limits[name];
    if (band === undefined) continue;
    if ((pair || NEEDS_LOW.has(comparator)) && band.low === undefined) {
      faults.push(`${name}.low is missing, ${comparator} needs it`);
    }
    if ((pair || NEEDS_HIGH.has(comparator)) && band.high === undefined) {
      faults.push(`${name}.high is missing, ${comparator} needs it`);
    }
    if (band.low !== undefined && band.high !== undefined && band.low > band.high) {
      faults.push(`${name}: low ${band.low} is above high ${band.high}`);
    }
  }
  return [...faults, ...guardBandFaults(limits)];
}

const INSIDE: ReadonlySet<string> = new Set(["GTLT", "GELE", "GELT", "GTLE"]);

function guardBandFaults({ comparator, specification, acceptance }: Limits): readonly string[] {
  if (specification === undefined || acceptance === undefined) return [];
  const below = (acceptance.low ?? Infinity) < (specification.low ?? -Infinity);
  const above = (acceptance.high ?? -Infinity) > (specification.high ?? Infinity);
  const narrows = INSIDE.has(comparator) || ["GE", "GT", "LE", "LT"].includes(comparator);
  return narrows && (below || above) ? ["the acceptance band is wider than the specification"] : [];
}
