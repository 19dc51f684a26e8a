/** The columns of a list as a table: the fields its items are documented with, in their order. */
import { z } from "zod";

/** A field by its path; `order.dueAt` is the field `dueAt` of the object `order`. */
export type Column = readonly string[];

interface JsonSchema {
  readonly $ref?: string;
  readonly type?: unknown;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
}

/** Objects are taken apart that far; what lies deeper is one cell of JSON. */
const DEPTH_MAX = 3;

/** Undefined where the answer is no list: an object with an array `items`. */
export function columnsOf(answer: z.ZodType): readonly Column[] | undefined {
  const schema = z.toJSONSchema(answer, { unrepresentable: "any", reused: "inline" }) as JsonSchema;
  const item = schema.properties?.items?.items;
  return item === undefined ? undefined : unique(fieldsOf(item, []));
}

function fieldsOf(schema: JsonSchema, path: Column): Column[] {
  const properties = Object.entries(schema.properties ?? {});
  const alternatives = schema.anyOf ?? schema.oneOf;
  if (alternatives?.some((each) => each.properties !== undefined) && path.length === 0) {
    return alternatives.flatMap((each) => fieldsOf(each, path));
  }
  if (properties.length === 0 || path.length >= DEPTH_MAX) return [path];
  return properties.flatMap(([name, property]) => fieldsOf(property, [...path, name]));
}

function unique(columns: readonly Column[]): readonly Column[] {
  return [...new Map(columns.map((column) => [column.join("."), column])).values()];
}
