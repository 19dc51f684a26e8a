/** Answers of SCPI instruments to readings. Pure. A value is all of its text or it is none. */
import type { Instant, Quality, ReadingEvent, ReadingValue } from "../contract.ts";
import { parseNumber, scaled } from "../kit/decimal.ts";
import type { ScpiReply } from "../kit/framers/scpi-reply-framer.ts";
import { textOf } from "./answer.ts";
import type { ScpiChannel, ScpiIdentity } from "./options.ts";

interface Decoded {
  readonly value: ReadingValue;
  readonly quality: Quality;
  readonly cause?: string;
}

/** SCPI-99 volume 1, 7.2.1.4: numbers that stand for none. Instruments vary in the zeros. */
const NOT_A_NUMBER = 9.91e37;
const INFINITE = 9.9e37;
const WORDS: Readonly<Record<string, string>> = {
  NAN: "the instrument has no value",
  INF: "over range",
  "+INF": "over range",
  NINF: "under range",
  "-INF": "under range",
  OVLD: "overload",
  OL: "overload",
  OVERLOAD: "overload",
};
const RADIX = { H: 16, Q: 8, B: 2 } as const;
const WHOLE = /^#([HQB])([0-9A-F]+)$/i;

/** The reading of a channel from the answer to its query; `decode` quality where it is none. */
export function readingOf(channel: ScpiChannel, reply: ScpiReply): ReadingEvent {
  const text = textOf(reply);
  const part = channel.field === undefined ? text : fieldsOf(text)[channel.field - 1];
  const decoded =
    part === undefined || (reply.isBlock && channel.valueType !== "text")
      ? bad(channel, "decode", `no field ${channel.field ?? 1} in the answer`)
      : decode(channel, part.trim());
  return { ...shape(channel, reply.takenAt), ...decoded, raw: text };
}

/** For a question without an answer: no value, and why. */
export function badReading(
  channel: ScpiChannel,
  why: { readonly quality: Quality; readonly cause: string; readonly takenAt: Instant },
): ReadingEvent {
  return { ...shape(channel, why.takenAt), ...bad(channel, why.quality, why.cause) };
}

/** Fields between commas; a comma in quotes is text. */
export function fieldsOf(text: string): readonly string[] {
  return text.match(/(?:"[^"]*"|'[^']*'|[^,"'])+|(?<=^|,)(?=,|$)/g) ?? [];
}

/** Which field of the identity is another than was configured; undefined where all hold. */
export function identityFault(expected: ScpiIdentity, found: string): string | undefined {
  const { match, ...named } = expected;
  const fields = found.split(",").map((field) => field.trim());
  const order = ["manufacturer", "model", "serialNumber", "firmware"] as const;
  for (const [index, name] of order.entries()) {
    const wanted = named[name];
    // The firmware is the last field and may have commas of its own.
    const field = index === 3 ? fields.slice(3).join(",") : (fields[index] ?? "");
    if (wanted !== undefined && field !== wanted) return `${name} is "${field}", not "${wanted}"`;
  }
  if (match === undefined || new RegExp(`^(?:${match})$`, "u").test(found)) return undefined;
  return `it does not match ${match}`;
}

function shape({ name, unit }: ScpiChannel, takenAt: Instant) {
  return { kind: "reading", channel: name, unit, takenAt } as const;
}

function decode(channel: ScpiChannel, text: string): Decoded {
  if (channel.valueType === "text") return { value: unquote(text), quality: "good" };
  if (channel.valueType === "bool") return decodeBool(channel, text);
  const word = WORDS[text.toUpperCase()];
  if (word !== undefined) return bad(channel, "out-of-range", word);
  const number = parseNumber(text) ?? parseWhole(text);
  if (number === undefined) return bad(channel, "decode", "the answer is no number");
  const size = Math.abs(Number(number));
  if (size >= INFINITE) {
    return bad(channel, "out-of-range", nonValue(Number(number)));
  }
  const value = scaled(number, channel);
  const isSound = typeof value === "bigint" || Number.isFinite(value);
  return isSound ? { value, quality: "good" } : bad(channel, "decode", "not finite when scaled");
}

function nonValue(number: number): string {
  if (Math.abs(number) === NOT_A_NUMBER) return "the instrument has no value (9.91E37)";
  return number > 0 ? "over range (9.9E37)" : "under range (-9.9E37)";
}

/** `#H1F`, `#Q17`, `#B101`. */
function parseWhole(text: string): number | bigint | undefined {
  const [, letter = "", digits = ""] = WHOLE.exec(text) ?? [];
  if (letter === "") return undefined;
  const radix = RADIX[letter.toUpperCase() as keyof typeof RADIX];
  const value = Number.parseInt(digits, radix);
  if (value.toString(radix).toUpperCase() === digits.toUpperCase().replace(/^0+(?=.)/, "")) {
    return value;
  }
  return undefined;
}

function decodeBool(channel: ScpiChannel, text: string): Decoded {
  const word = text.toUpperCase();
  const isOn = word === "ON" || word === "TRUE" || parseNumber(text) === 1;
  const isOff = word === "OFF" || word === "FALSE" || parseNumber(text) === 0;
  if (isOn || isOff) return { value: isOn, quality: "good" };
  return bad(channel, "decode", "the answer is neither ON nor OFF");
}

function unquote(text: string): string {
  const quote = text[0];
  const isQuoted = text.length >= 2 && (quote === '"' || quote === "'") && text.at(-1) === quote;
  return isQuoted ? text.slice(1, -1).replaceAll(quote + quote, quote) : text;
}

function bad({ valueType }: ScpiChannel, quality: Quality, cause: string): Decoded {
  const value = valueType === "number" ? Number.NaN : valueType === "text" ? "" : false;
  return { value, quality, cause };
}
