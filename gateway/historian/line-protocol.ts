/**
 * InfluxDB line protocol, exact or not at all. The client library's own encoder drops points
 * without fields and empty tags in silence and loses digits above 2^53, so this one says no:
 * what can not be written exactly is a problem with its reason, and goes to quarantine.
 */

/**
 * A field's type is part of its name in our schema (`value` float, `integer`, `text`, `flag`),
 * because InfluxDB refuses a field that changes its type and all channels share a measurement.
 */
export type FieldValue =
  | { readonly kind: "float"; readonly value: number }
  | { readonly kind: "integer"; readonly value: bigint }
  | { readonly kind: "text"; readonly value: string }
  | { readonly kind: "flag"; readonly value: boolean };

export interface Point {
  readonly measurement: string;
  /** An empty or absent tag is left out: line protocol has none, and absent reads as empty. */
  readonly tags: Readonly<Record<string, string | undefined>>;
  readonly fields: Readonly<Record<string, FieldValue | undefined>>;
  readonly timeNs: bigint;
}

export type Precision = "ns" | "ms";

export type EncodedLine = { readonly line: string } | { readonly problem: string };

const INT64_MIN = -(2n ** 63n);
const INT64_MAX = 2n ** 63n - 1n;
/** InfluxDB keeps the outermost nanoseconds for itself. */
const TIME_MIN = INT64_MIN + 2n;
const TIME_MAX = INT64_MAX - 1n;

class Unencodable extends Error {}

/** One line without its newline, or why there is none. Tags are sorted, as InfluxDB likes them. */
export function encodeLine(point: Point, precision: Precision): EncodedLine {
  try {
    const fields = encodeFields(point.fields);
    if (fields === "") throw new Unencodable("point.empty: a point without a field");
    const time = encodeTime(point.timeNs, precision);
    const series = `${escapeName(point.measurement)}${encodeTags(point.tags)}`;
    return { line: `${series} ${fields} ${time}` };
  } catch (error) {
    if (error instanceof Unencodable) return { problem: error.message };
    throw error;
  }
}

// Loops and one string instead of chains of arrays: this runs for every reading there is.
function encodeTags(tags: Point["tags"]): string {
  const keys: string[] = [];
  let isSorted = true;
  for (const key in tags) {
    if (tags[key] === undefined || tags[key] === "") continue;
    isSorted &&= keys.length === 0 || (keys.at(-1) ?? "") < key;
    keys.push(key);
  }
  if (!isSorted) keys.sort();
  let text = "";
  for (const key of keys) text += `,${escapeName(key)}=${escapeName(tags[key] ?? "")}`;
  return text;
}

function encodeFields(fields: Point["fields"]): string {
  let text = "";
  for (const key in fields) {
    const field = fields[key];
    if (field === undefined) continue;
    text += `${text === "" ? "" : ","}${escapeName(key)}=${encodeField(key, field)}`;
  }
  return text;
}

/** Measurement, tag or field name, or tag value: comma, equals sign and space are escaped. */
function escapeName(name: string): string {
  // Nearly every name and tag: nothing to escape, nothing to refuse.
  if (/^[\w.:-]+$/.test(name)) return name;
  checkText(name);
  if (/[\n\r]/.test(name)) throw new Unencodable(`tag.newline: ${JSON.stringify(name)}`);
  // A backslash is literal, except that it would swallow the meaning of what follows it; servers
  // disagree on a doubled one, so such a name has no exact form.
  if (/\\(?:[,= "\\]|$)/.test(name)) {
    throw new Unencodable(`tag.backslash: ${JSON.stringify(name)} has no exact form as a tag`);
  }
  return name.replace(/[,= ]/g, "\\$&");
}

function encodeField(key: string, field: FieldValue): string {
  switch (field.kind) {
    case "float":
      if (!Number.isFinite(field.value)) {
        throw new Unencodable(`value.not-finite: ${key} is ${field.value}`);
      }
      return Object.is(field.value, -0) ? "-0" : String(field.value);
    case "integer":
      if (field.value < INT64_MIN || field.value > INT64_MAX) {
        throw new Unencodable(`value.out-of-range: ${key} is ${field.value}, beyond 64 bits`);
      }
      return `${field.value}i`;
    case "flag":
      return String(field.value);
    case "text":
      if (/^[\w .:%/-]*$/.test(field.value)) return `"${field.value}"`;
      checkText(field.value);
      return `"${field.value.replace(/["\\]/g, "\\$&")}"`;
  }
}

function checkText(text: string): void {
  // UTF-8 can not hold half a surrogate pair; it would arrive as another character.
  if (!text.isWellFormed()) throw new Unencodable("text.not-unicode: a lone surrogate");
  if (text.includes("\u0000")) throw new Unencodable("text.zero: the character U+0000");
}

function encodeTime(timeNs: bigint, precision: Precision): string {
  if (timeNs < TIME_MIN || timeNs > TIME_MAX) {
    throw new Unencodable(`time.out-of-range: ${timeNs} ns is beyond what InfluxDB stores`);
  }
  if (precision === "ns") return timeNs.toString();
  const ms = timeNs / 1_000_000n;
  // BigInt division truncates toward zero; time before 1970 has to go down.
  return (timeNs < 0n && ms * 1_000_000n !== timeNs ? ms - 1n : ms).toString();
}
