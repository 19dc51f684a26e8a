/** Values of instruments and operators against what a program wants of them. Pure. */
import type { ReadingValue } from "../../../drivers/contract.ts";
import type { Condition, Source } from "./program.ts";

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

/** SCPI-99 7.2.1: NaN is 9.91E37, infinity 9.9E37 of either sign. None of them is a value. */
const SCPI_OVERLOAD = 9.9e37;

/** A number as an instrument writes it; undefined for any other text. */
export function parseNumber(text: string): number | undefined {
  const trimmed = text.trim();
  return NUMBER.test(trimmed) ? Number(trimmed) : undefined;
}

/** True for what a SCPI instrument answers in place of a value. */
export function isOverload(value: number): boolean {
  return !(Math.abs(value) < SCPI_OVERLOAD);
}

/** True where every comparison of the condition holds for `value`. */
export function holds(condition: Condition, value: ReadingValue): boolean {
  const { equals, matches, atLeast, atMost } = condition;
  if (equals !== undefined && !isEqual(value, equals)) return false;
  if (matches !== undefined && !new RegExp(matches, "u").test(String(value))) return false;
  if (atLeast === undefined && atMost === undefined) return true;
  const number = numberOf(value);
  if (number === undefined) return false;
  if (atLeast !== undefined && !(number >= atLeast)) return false;
  return atMost === undefined || number <= atMost;
}

function isEqual(value: ReadingValue, wanted: number | string | boolean): boolean {
  if (typeof wanted === "string") return String(value).trim() === wanted;
  const [left, right] = [numberOf(value), Number(wanted)];
  // By order, which is exact between a bigint and a number.
  return left !== undefined && left >= right && left <= right;
}

function numberOf(value: ReadingValue): number | bigint | undefined {
  if (typeof value === "bigint") return value;
  if (typeof value === "boolean") return value ? 1 : 0;
  const number = typeof value === "number" ? value : parseNumber(value);
  return number === undefined || isOverload(number) ? undefined : number;
}

/** A source in words: "relays lid", "meter MEAS:VOLT:DC?", "the answer label". */
export function describeSource({ on, channel, query, answer }: Source): string {
  return answer === undefined ? `${on ?? "?"} ${channel ?? query ?? "?"}` : `the answer ${answer}`;
}

/** A condition in words: "relays lid is true". */
export function describeCondition(condition: Condition): string {
  const { equals, matches, atLeast, atMost } = condition;
  const parts = [
    equals === undefined ? undefined : `is ${equals}`,
    matches === undefined ? undefined : `matches ${matches}`,
    atLeast === undefined ? undefined : `is at least ${atLeast}`,
    atMost === undefined ? undefined : `is at most ${atMost}`,
  ].filter((part) => part !== undefined);
  return `${describeSource(condition)} ${parts.join(" and ")}`;
}
