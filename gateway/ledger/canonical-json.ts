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
  return write(value, "$");
}

function write(value: unknown, path: string): string {
  switch (typeof value) {
    case "string":
      return writeString(value, path);
    case "number":
      if (!Number.isFinite(value)) throw new CanonicalJsonError(path, `is ${value}`);
      // ECMAScript's number to string is the serialisation that RFC 8785 prescribes; -0 is 0.
      return String(value);
    case "boolean":
      return String(value);
    case "object":
      if (value === null) return "null";
      return Array.isArray(value) ? writeArray(value, path) : writeObject(value, path);
    default:
      throw new CanonicalJsonError(path, `is ${typeof value}, which JSON does not know`);
  }
}

function writeString(text: string, path: string): string {
  if (!text.isWellFormed()) throw new CanonicalJsonError(path, "holds half a surrogate pair");
  return JSON.stringify(text);
}

function writeArray(items: readonly unknown[], path: string): string {
  const parts: string[] = [];
  for (let index = 0; index < items.length; index += 1) {
    parts.push(write(items[index], `${path}[${index}]`));
  }
  return `[${parts.join(",")}]`;
}

function writeObject(value: object, path: string): string {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) {
    throw new CanonicalJsonError(path, "is not a plain object");
  }
  const record = value as Readonly<Record<string, unknown>>;
  const parts: string[] = [];
  // The default order of sort() is by UTF-16 code units, as the RFC wants it.
  for (const key of Object.keys(record).sort()) {
    const item = record[key];
    if (item === undefined) continue;
    parts.push(`${writeString(key, path)}:${write(item, `${path}.${key}`)}`);
  }
  return `{${parts.join(",")}}`;
}
