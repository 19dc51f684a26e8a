/** What is printed to a value, and how far it may be trusted. Pure. */
import type { Quality, ReadingValue } from "../contract.ts";
import { parseNumber, scaled } from "../kit/decimal.ts";

export interface ValueRules {
  readonly valueType: "number" | "text" | "bool";
  readonly decimalComma: boolean;
  /** Printed instead of a value out of range. */
  readonly overRange: readonly string[];
  readonly scale: number;
  readonly offset: number;
}

export interface Judged {
  readonly value: ReadingValue;
  readonly quality: Quality;
  readonly cause?: string;
}

/** Undefined where the text is no value of the type. */
export function judgeValue(rules: ValueRules, text: string | undefined): Judged | undefined {
  if (text === undefined) return undefined;
  if (rules.overRange.includes(text)) {
    const value = rules.valueType === "text" ? "" : Number.NaN;
    return { value, quality: "out-of-range", cause: `the rig says ${text}` };
  }
  const value = parseValue(rules, text);
  return value === undefined ? undefined : { value, quality: "good" };
}

function parseValue(rules: ValueRules, text: string): ReadingValue | undefined {
  switch (rules.valueType) {
    case "text":
      return text;
    case "bool":
      return TRUE.test(text) || (FALSE.test(text) ? false : undefined);
    case "number": {
      const number = rules.decimalComma ? parseWithComma(text) : parseNumber(text);
      return number === undefined ? undefined : scaled(number, rules);
    }
  }
}

const TRUE = /^(?:true|on|1)$/i;
const FALSE = /^(?:false|off|0)$/i;

/** A point beside a comma could mean thousands or a fraction: then it is no number. */
function parseWithComma(text: string): number | bigint | undefined {
  return text.includes(".") ? undefined : parseNumber(text.replace(",", "."));
}
