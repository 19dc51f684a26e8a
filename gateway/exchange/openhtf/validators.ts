/** What OpenHTF writes of its validators, read back as limits. Pure. */

/** Bounds as a validator's text states them; `marginal` ones warn and do not fail. */
export type Validator =
  | { readonly kind: "range"; readonly low?: number; readonly high?: number }
  | { readonly kind: "equals"; readonly value: string }
  | { readonly kind: "matches"; readonly pattern: string }
  | { readonly kind: "percent"; readonly expected: number; readonly percent: number }
  | { readonly kind: "all"; readonly of: Validator };

const NUMBER = "[+-]?(?:\\d+\\.?\\d*|\\.\\d+)(?:e[+-]?\\d+)?";
const MARGINAL = new RegExp(
  `Marginal:\\s*${NUMBER}\\s*<=\\s*|\\s*<=\\s*Marginal:\\s*${NUMBER}`,
  "gi",
);
const RANGE = new RegExp(`^(?:(${NUMBER})\\s*<=\\s*)?x(?:\\s*<=\\s*(${NUMBER}))?$`, "i");
const PERCENT = new RegExp(`^'?x'? is within (${NUMBER})% of (${NUMBER})\\.?`, "i");

/** Undefined for a text that is none of the forms: such a validator is a function of its author. */
export function parseValidator(text: string): Validator | undefined {
  const [, rest] = /^All values pass:\s*(.+)$/i.exec(text.trim()) ?? [];
  if (rest !== undefined) {
    const of = parseValidator(rest);
    return of && { kind: "all", of };
  }
  const plain = text.trim().replaceAll(MARGINAL, "");
  return parseRange(plain) ?? parsePercent(plain) ?? parseText(plain);
}

function parseRange(text: string): Validator | undefined {
  const [match, low, high] = RANGE.exec(text) ?? [];
  if (match === undefined || (low === undefined && high === undefined)) return undefined;
  return {
    kind: "range",
    ...(low === undefined ? {} : { low: Number(low) }),
    ...(high === undefined ? {} : { high: Number(high) }),
  };
}

function parsePercent(text: string): Validator | undefined {
  const [, percent, expected] = PERCENT.exec(text) ?? [];
  if (percent === undefined || expected === undefined) return undefined;
  return { kind: "percent", percent: Number(percent), expected: Number(expected) };
}

function parseText(text: string): Validator | undefined {
  const [, value] = /^'?x'? == '?(.*?)'?$/.exec(text) ?? [];
  if (value !== undefined) return { kind: "equals", value };
  const [, pattern] = /^'?x'? matches \/(.*)\/$/.exec(text) ?? [];
  return pattern === undefined ? undefined : { kind: "matches", pattern };
}

/** What the validator says of a value; undefined where that can not be told here. */
export function passes(validator: Validator, value: unknown): boolean | undefined {
  switch (validator.kind) {
    case "range": {
      if (typeof value !== "number") return undefined;
      const { low = Number.NEGATIVE_INFINITY, high = Number.POSITIVE_INFINITY } = validator;
      return value >= low && value <= high;
    }
    case "percent": {
      if (typeof value !== "number") return undefined;
      const { expected, percent } = validator;
      return Math.abs(value - expected) <= Math.abs((expected * percent) / 100);
    }
    case "equals":
      return String(value) === validator.value;
    default:
      return undefined;
  }
}
