/** Values drawn from the JSON schemas of the published document: valid ones, and nearly so. */
import fc from "fast-check";

/** The part of JSON Schema that the document uses. */
export interface JsonSchema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly pattern?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly allOf?: readonly JsonSchema[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly additionalProperties?: JsonSchema | boolean;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly minimum?: number;
  readonly maximum?: number;
}

export type Named = Readonly<Record<string, JsonSchema>>;

/** What has hurt programs: characters, names, sizes and depths. */
export const HOSTILE: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(
    ...["", "\u0000", "\ud800", "../../etc/passwd", "%2e%2e/", "__proto__", "' OR 1=1 --"],
    ...["9".repeat(400), "\u202e", "=1+1", -0, 1e308, 2 ** 53, -1, null, true, [], {}],
    deep(200),
  ),
  fc.jsonValue({ maxDepth: 2 }),
  fc.string({ unit: "binary", maxLength: 300 }),
);

function deep(levels: number): unknown {
  let value: unknown = 1;
  for (let level = 0; level < levels; level += 1) value = [value];
  return value;
}

/** Values of the schema; `named` are those that `$ref` names. */
export function valuesOf(schema: JsonSchema, named: Named, depth = 0): fc.Arbitrary<unknown> {
  const inner = (each: JsonSchema) => valuesOf(each, named, depth + 1);
  if (depth > 6) return fc.constant(null);
  if (schema.$ref !== undefined) return inner(named[schema.$ref.split("/").at(-1) ?? ""] ?? {});
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  const alternatives = schema.anyOf ?? schema.oneOf;
  if (alternatives !== undefined) return fc.oneof(...alternatives.map(inner));
  if (schema.allOf !== undefined) return inner(Object.assign({}, ...schema.allOf) as JsonSchema);
  const [type = "string", ...others] = [schema.type ?? "string"].flat();
  if (others.length > 0)
    return fc.oneof(...[type, ...others].map((of) => inner({ ...schema, type: of })));
  if (type === "object") return objectsOf(schema, inner);
  if (type === "array") {
    const { items = {}, minItems = 0 } = schema;
    return fc.array(inner(items), { minLength: minItems, maxLength: Math.max(minItems, 2) });
  }
  return scalarsOf(type, schema);
}

function objectsOf(
  { properties = {}, required = [], additionalProperties }: JsonSchema,
  inner: (schema: JsonSchema) => fc.Arbitrary<unknown>,
): fc.Arbitrary<unknown> {
  const fields = Object.fromEntries(
    Object.entries(properties).map(([name, schema]) => [name, inner(schema)]),
  );
  const needed = required.filter((name) => name in fields);
  const known = fc.record(fields, { requiredKeys: needed });
  if (typeof additionalProperties !== "object") return known;
  const more = fc.dictionary(fc.constantFrom("a", "fct-1", "x y"), inner(additionalProperties), {
    maxKeys: 2,
  });
  return fc.tuple(known, more).map(([left, right]) => ({ ...left, ...right }));
}

function scalarsOf(type: string, schema: JsonSchema): fc.Arbitrary<unknown> {
  const { minimum, maximum } = schema;
  const min = Math.max(minimum ?? -1_000_000, Number.MIN_SAFE_INTEGER);
  const max = Math.max(min, Math.min(maximum ?? 1_000_000, Number.MAX_SAFE_INTEGER));
  if (type === "integer") return fc.integer({ min: Math.ceil(min), max: Math.floor(max) });
  if (type === "number") return fc.double({ min, max, noNaN: true });
  if (type === "boolean") return fc.boolean();
  if (type === "null") return fc.constant(null);
  return textsOf(schema);
}

function textsOf({ format, pattern, minLength = 0, maxLength = 40 }: JsonSchema) {
  if (format === "uuid") return fc.uuid({ version: 7 });
  if (format === "date") return fc.constantFrom("2026-11-23", "2024-02-29");
  if (pattern !== undefined) return fc.stringMatching(new RegExp(pattern.replace(/\\\//g, "/")));
  const words = ["2026-11-23T06:30:00Z", "PSU-24", "WO-1042", "fct-1", "FCT", "V", "x"];
  const plain = fc.string({ minLength, maxLength: Math.max(minLength, Math.min(maxLength, 40)) });
  return fc.oneof(fc.constantFrom(...words), plain);
}

/** The value with one thing in it replaced by something hostile, or a field too many. */
export function spoiled(value: unknown): fc.Arbitrary<unknown> {
  if (typeof value !== "object" || value === null) return HOSTILE;
  const keys = [...Object.keys(value), "surplus"];
  return fc.tuple(fc.constantFrom(...keys), HOSTILE).map(([key, hostile]) => {
    const copy = Array.isArray(value) ? [...value] : { ...value };
    Object.defineProperty(copy, key, {
      ...{ value: hostile, enumerable: true, configurable: true, writable: true },
    });
    return copy;
  });
}
