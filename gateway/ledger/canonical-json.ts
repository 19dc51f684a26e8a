/**
 * RFC 8785 (JSON Canonicalization Scheme), written by hand: `JSON.stringify` after sorting is
 * not enough, because the engine moves keys that look like integers to the front.
 */

/** A value that has no exact JSON form. `path` says where, e.g. `$.measurements[3].value`. */
export class CanonicalJsonError extends Error {
  readonly path: string;
  constructor(path: string, problem: string) {
    super(`${path} ${problem}`);
    this.name = "CanonicalJsonError";
    this.path = path;
  }
}

/**
 * The canonical text of a JSON value. Properties that are `undefined` are left out, as JSON does.
 * Throws CanonicalJsonError for what JSON would change in silence: NaN, infinities, bigint,
 * lone surrogates, Date, Map and other class instances, `undefined` in arrays.
 */
export function canonicalJson(value: unknown): string {
  return write(value, { path: [], orders: new Map() });
}

/** Of one text: where the writer is, and the orders of keys it has met, for runs repeat them. */
interface Writing {
  /** Keys, and positions in arrays; made a path only where something is wrong. */
  readonly path: (string | number)[];
  /** By their first key: the last list of keys that began with it. */
  readonly orders: Map<string, KeyOrder>;
}

interface KeyOrder {
  /** As the object has them. */
  readonly keys: readonly string[];
  readonly ordered: readonly OrderedKey[];
}

interface OrderedKey {
  readonly key: string;
  /** `"key":`. */
  readonly label: string;
}

/** Printable ASCII but for quote and backslash: JSON writes it as it is. */
const PLAIN = /^[ !#-[\]-~]*$/;

function write(value: unknown, writing: Writing): string {
  switch (typeof value) {
    case "string":
      return writeString(value, writing);
    case "number":
      if (!Number.isFinite(value)) throw inexact(writing, `is ${value}`);
      // ECMAScript's number to string is the serialisation that RFC 8785 prescribes; -0 is 0.
      return String(value);
    case "boolean":
      return value ? "true" : "false";
    case "object":
      if (value === null) return "null";
      return Array.isArray(value) ? writeArray(value, writing) : writeObject(value, writing);
    default:
      throw inexact(writing, `is ${typeof value}, which JSON does not know`);
  }
}

function inexact({ path }: Writing, problem: string): CanonicalJsonError {
  const steps = path.map((step) => (typeof step === "number" ? `[${step}]` : `.${step}`));
  return new CanonicalJsonError(`$${steps.join("")}`, problem);
}

function writeString(text: string, writing: Writing): string {
  if (PLAIN.test(text)) return `"${text}"`;
  if (!text.isWellFormed()) throw inexact(writing, "holds half a surrogate pair");
  return JSON.stringify(text);
}

function writeArray(items: readonly unknown[], writing: Writing): string {
  let text = "[";
  for (let index = 0; index < items.length; index += 1) {
    writing.path.push(index);
    text += index === 0 ? write(items[index], writing) : `,${write(items[index], writing)}`;
    writing.path.pop();
  }
  return `${text}]`;
}

function writeObject(value: object, writing: Writing): string {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) {
    throw inexact(writing, "is not a plain object");
  }
  const record = value as Readonly<Record<string, unknown>>;
  let text = "";
  for (const { key, label } of orderKeys(record, writing)) {
    const item = record[key];
    if (item === undefined) continue;
    writing.path.push(key);
    text += text === "" ? label + write(item, writing) : `,${label}${write(item, writing)}`;
    writing.path.pop();
  }
  return `{${text}}`;
}

function orderKeys(record: object, writing: Writing): readonly OrderedKey[] {
  const keys = Object.keys(record);
  const known = writing.orders.get(keys[0] ?? "");
  if (known !== undefined && isSameList(known.keys, keys)) return known.ordered;
  // The default order of sort() is by UTF-16 code units, as the RFC wants it.
  const ordered = keys.toSorted().map((key) => ({ key, label: `${writeString(key, writing)}:` }));
  writing.orders.set(keys[0] ?? "", { keys, ordered });
  return ordered;
}

function isSameList(left: readonly string[], right: readonly string[]): boolean {
  if (left.length !== right.length) return false;
  for (let index = 0; index < left.length; index += 1) {
    if (left[index] !== right[index]) return false;
  }
  return true;
}
