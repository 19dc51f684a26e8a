/**
 * Limits and the judgement of one value against them.
 * Comparators are those of IEEE 1636.1 / TestStand; NaN, infinity and a missing value never pass.
 */
import { convert, isConvertible, isKnownUnit } from "./units.ts";

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
function holds(comparator: Comparator, value: number | bigint, band: Band): boolean {
  const low = band.low ?? Number.NaN;
  const high = band.high ?? Number.NaN;
  switch (comparator) {
    case "EQ":
      // By order, which is exact between a bigint and a number; `===` is not defined between them.
      return value >= low && value <= low;
    case "NE":
      return value < low || value > low;
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
  const matches = textMatcher(limits);
  if (matches === undefined) return unjudged("the limits name no valid text");
  const actual = String(value);
  if (matches(actual)) return { verdict: "pass", warned: false };
  return { verdict: "fail", warned: false, cause: `"${actual}" is not "${limits.text}"` };
}

/** The test of a text comparator; undefined where its text is missing or no valid expression. */
function textMatcher({ comparator, text }: Limits): ((actual: string) => boolean) | undefined {
  if (text === undefined) return undefined;
  if (comparator === "IGNORECASE") return (actual) => actual.toLowerCase() === text.toLowerCase();
  if (comparator !== "REGEX") return (actual) => actual === text;
  const expression = parseExpression(text);
  return expression && ((actual) => expression.test(actual));
}

function parseExpression(text: string): RegExp | undefined {
  try {
    return new RegExp(text, "u");
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function unjudged(cause: string): Judgement {
  return { verdict: "unjudged", warned: false, cause };
}

/**
 * JSON has no NaN and no infinity: a record keeps them as these words. Judged again from the
 * record they must come out as they did at first, so the words are no more a text than a number.
 */
const NOT_FINITE: ReadonlySet<string> = new Set(["NaN", "Infinity", "-Infinity"]);

/** A finite number, a bigint only where a double cannot hold it; undefined for text. */
function finiteNumber(value: Judged): number | bigint | undefined {
  if (typeof value === "boolean") return value ? 1 : 0;
  if (typeof value === "bigint") return isDouble(value) ? Number(value) : value;
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}

/** The same answer before and after storage, where a bigint within a double's reach is a number. */
function isDouble(value: bigint): boolean {
  const number = Number(value);
  return Number.isFinite(number) && BigInt(number) === value;
}

/**
 * Judges one good-quality value, stated in `unit`, against `limits`.
 * A value that is no finite number, or whose unit does not convert, is a fail of nothing and a
 * pass of nothing: `unjudged`, with the cause. LOG (no limits) passes any finite value or text.
 * An integer that a double cannot hold is compared exactly where it is stated in the limits' unit;
 * converted it would be rounded, so in another unit it is `unjudged`.
 */
export function judgeValue(value: Judged, unit: string, limits: Limits): Judgement {
  if (NOT_FINITE.has(String(value))) return unjudged(`${String(value)} is not a finite number`);
  if (TEXT_COMPARATORS.has(limits.comparator)) return judgeText(value, limits);
  if (limits.comparator === "LOG" && typeof value === "string") {
    return { verdict: "pass", warned: false };
  }
  const number = finiteNumber(value);
  if (number === undefined) return unjudged(`"${String(value)}" is not a finite number`);
  if (typeof number === "bigint") return judgeInteger(number, unit, limits);
  const converted = convert(number, unit, limits.unit);
  if (converted === undefined) return unjudged(notConvertible(unit, limits));
  return { ...judgeNumber(converted, limits), valueInLimitUnit: converted };
}

/** An integer beyond a double's reach: no double can state it in the limits' unit. */
function judgeInteger(value: bigint, unit: string, limits: Limits): Judgement {
  if (!isConvertible(unit, limits.unit)) return unjudged(notConvertible(unit, limits));
  if (unit === limits.unit || limits.comparator === "LOG") return judgeNumber(value, limits);
  return unjudged(`${value} ${unit} has too many digits to be converted to "${limits.unit}"`);
}

function notConvertible(unit: string, limits: Limits): string {
  return `unit "${unit}" does not convert to the limits' unit "${limits.unit}"`;
}

/** A number in the limits' unit. */
function judgeNumber(value: number | bigint, limits: Limits): Judgement {
  const { comparator, warning } = limits;
  if (comparator === "LOG") return { verdict: "pass", warned: false };
  if (!holds(comparator, value, limits.acceptance ?? limits.specification ?? {})) {
    const cause = `${value} ${limits.unit} is outside the limits ${describeBand(limits)}`;
    return { verdict: "fail", warned: false, cause };
  }
  return { verdict: "pass", warned: warning !== undefined && !holds(comparator, value, warning) };
}

/** The acceptance band in words, e.g. "GELE 3.2 … 3.4 V". */
export function describeBand(limits: Limits): string {
  const { low, high } = limits.acceptance ?? limits.specification ?? {};
  const bounds = [low, high].filter((bound) => bound !== undefined).join(" … ");
  return [limits.comparator, bounds || limits.text || "", limits.unit].join(" ").trim();
}

const ONLY_LOW: ReadonlySet<string> = new Set(["EQ", "NE", "GT", "GE"]);
const ONLY_HIGH: ReadonlySet<string> = new Set(["LT", "LE"]);
const BANDS = ["specification", "acceptance", "warning"] as const;

/**
 * Faults of the limits themselves: an unknown unit, a missing bound or one the comparator would
 * ignore, low above high, an acceptance band that lets more pass than the specification.
 */
export function limitFaults(limits: Limits): readonly string[] {
  const { comparator, unit, text } = limits;
  const faults = isKnownUnit(unit) ? [] : [`unit "${unit}" is not a known UCUM code`];
  const bands = BANDS.filter((name) => limits[name] !== undefined);
  if (comparator === "LOG" || TEXT_COMPARATORS.has(comparator)) {
    faults.push(...bands.map((name) => `${name} is given, ${comparator} does not use it`));
    return comparator === "LOG" ? faults : [...faults, ...textFaults(limits)];
  }
  if (text !== undefined) faults.push(`\`text\` is given, ${comparator} does not use it`);
  if (limits.acceptance === undefined && limits.specification === undefined) {
    faults.push(`comparator ${comparator} needs a specification or an acceptance band`);
  }
  for (const name of bands) faults.push(...bandFaults(name, limits[name] ?? {}, comparator));
  return [...faults, ...guardBandFaults(limits)];
}

function textFaults(limits: Limits): readonly string[] {
  if (limits.text === undefined) return ["`text` is missing"];
  if (textMatcher(limits) !== undefined) return [];
  return [`\`text\` is not a valid regular expression: ${limits.text}`];
}

function bandFaults(name: string, band: Band, comparator: Comparator): readonly string[] {
  const faults: string[] = [];
  const unused = ONLY_LOW.has(comparator) ? "high" : ONLY_HIGH.has(comparator) ? "low" : undefined;
  for (const bound of ["low", "high"] as const) {
    const value = band[bound];
    if (value === undefined && bound !== unused) {
      faults.push(`${name}.${bound} is missing, ${comparator} needs it`);
    } else if (value !== undefined && bound === unused) {
      // Ignored in silence it would let values pass that its author meant to refuse.
      faults.push(`${name}.${bound} is given, ${comparator} does not use it`);
    } else if (value !== undefined && !Number.isFinite(value)) {
      faults.push(`${name}.${bound} is not a finite number`);
    }
  }
  if (band.low !== undefined && band.high !== undefined && band.low > band.high) {
    faults.push(`${name}: low ${band.low} is above high ${band.high}`);
  }
  return faults;
}

const OUTSIDE: ReadonlySet<string> = new Set(["LTGT", "LEGE", "LEGT", "LTGE"]);
const EXACT: ReadonlySet<string> = new Set(["EQ", "NE"]);

/** What passes by the acceptance band must also pass by the specification. */
function guardBandFaults({ comparator, specification, acceptance }: Limits): readonly string[] {
  if (specification === undefined || acceptance === undefined) return [];
  const lowShift = (acceptance.low ?? 0) - (specification.low ?? 0);
  const highShift = (acceptance.high ?? 0) - (specification.high ?? 0);
  const wider = EXACT.has(comparator)
    ? lowShift !== 0
    : OUTSIDE.has(comparator)
      ? lowShift > 0 || highShift < 0
      : lowShift < 0 || highShift > 0;
  return wider ? ["the acceptance band is wider than the specification"] : [];
}
