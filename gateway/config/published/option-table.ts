/** The options of a driver as a table of its README, from the schema that checks them. Pure. */
import { z } from "zod";
import type { Driver } from "../../../drivers/contract.ts";

/** Of JSON Schema, what such a table tells. */
interface OptionSchema {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly properties?: Readonly<Record<string, OptionSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: OptionSchema | boolean;
  readonly items?: OptionSchema;
  readonly anyOf?: readonly OptionSchema[];
  readonly oneOf?: readonly OptionSchema[];
}

interface Row {
  readonly path: string;
  readonly standard: string;
  readonly values: string;
  readonly meaning: string;
}

const LARGEST = Number.MAX_SAFE_INTEGER;

/** A Markdown page: one row for each option, whatever block it stands in. */
export function buildOptionPage(driver: Driver): string {
  const json = z.toJSONSchema(driver.options, { io: "input", unrepresentable: "any" });
  const rows = shortened(rowsOf(json as OptionSchema, ""));
  const cells = rows.map(({ path, standard, values, meaning }) => {
    return [`\`${path}\``, standard, [values, meaning].filter(Boolean).join(". ")];
  });
  return [
    `# Options of \`${driver.name}\``,
    "",
    "Written by `npm run schema` from the schema that checks them; what they are for stands in the",
    "[README](README.md). `[]` is each item of a list, `.*` each value of a map.",
    "",
    ...aligned(["option", "default", "values and meaning"], cells),
    "",
  ].join("\n");
}

/** Rows of a table as the formatter of the project wants them: columns of one width. */
function aligned(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const widths = head.map((_, at) =>
    Math.max(3, ...[head, ...rows].map((row) => [...(row[at] ?? "")].length)),
  );
  const line = (row: readonly string[]) =>
    `| ${widths.map((width, at) => (row[at] ?? "").padEnd(width)).join(" | ")} |`;
  return [line(head), line(widths.map((width) => "-".repeat(width))), ...rows.map(line)];
}

/** What was told of a key before is not told again: its block names it. */
function shortened(rows: readonly Row[]): readonly Row[] {
  const told = new Set<string>();
  const kept: Row[] = [];
  for (const row of rows) {
    const at = row.path.lastIndexOf(".");
    const key = row.path.slice(at + 1);
    const content = JSON.stringify([key, row.standard, row.values, row.meaning]);
    const block = kept.findLastIndex(
      ({ path }) => path === row.path.slice(0, at).replace(/\[\]$/, ""),
    );
    const owner = kept[block];
    if (owner !== undefined && told.has(content)) {
      const meaning = /as above: /i.test(owner.meaning)
        ? `${owner.meaning}, \`${key}\``
        : `${owner.meaning}; as above: \`${key}\``;
      kept[block] = { ...owner, meaning: meaning.replace(/^; as/, "As") };
    } else kept.push(row);
    told.add(content);
  }
  return kept;
}

function rowsOf(schema: OptionSchema, path: string): readonly Row[] {
  const rows = new Map<string, Row>();
  for (const variant of variantsOf(schema)) {
    const required = variant.required ?? [];
    for (const [key, option] of Object.entries(variant.properties ?? {})) {
      const name = path === "" ? key : `${path}.${key}`;
      for (const row of optionRows(name, option, required.includes(key))) {
        const known = rows.get(row.path);
        rows.set(row.path, known === undefined ? row : merged(known, row));
      }
    }
  }
  return [...rows.values()];
}

/** The same option in two variants of a block: of a word each, both words. */
function merged(one: Row, other: Row): Row {
  if (one.values === other.values || other.values === "") return one;
  if (one.values.includes(other.values)) return one;
  const values = one.values === "" ? other.values : `${one.values}, ${other.values}`;
  return { ...one, values, meaning: one.meaning === "" ? other.meaning : one.meaning };
}

function optionRows(name: string, option: OptionSchema, isRequired: boolean): readonly Row[] {
  const inner = innerOf(option);
  const path = `${name}${inner?.suffix ?? ""}`;
  const nested = inner === undefined ? [] : rowsOf(inner.schema, path);
  const own: Row = {
    path: nested.length > 0 ? name : path,
    standard: standardOf(option, isRequired && option.default === undefined),
    values: nested.length > 0 ? "" : wordsOf(inner?.schema ?? option),
    meaning: escaped(option.description ?? inner?.schema.description ?? ""),
  };
  // A block of one option, without a word of its own, is told by that.
  const isBare = own.meaning === "" && own.standard === "" && nested.length === 1;
  return isBare ? nested : [own, ...nested];
}

/** What stands in a list, a map or a block; undefined for a plain value. */
function innerOf(option: OptionSchema): { schema: OptionSchema; suffix: string } | undefined {
  const variants = variantsOf(option);
  const list = variants.find(({ items }) => items !== undefined);
  if (list?.items !== undefined) return { schema: list.items, suffix: "[]" };
  const map = variants.find(
    ({ additionalProperties }) =>
      typeof additionalProperties === "object" && Object.keys(additionalProperties).length > 0,
  );
  if (typeof map?.additionalProperties === "object") {
    return { schema: map.additionalProperties, suffix: ".*" };
  }
  return variants.some(({ properties }) => properties !== undefined)
    ? { schema: option, suffix: "" }
    : undefined;
}

function variantsOf(schema: OptionSchema): readonly OptionSchema[] {
  const inner = [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])];
  return inner.length === 0 ? [schema] : inner.flatMap(variantsOf);
}

function standardOf(option: OptionSchema, isRequired: boolean): string {
  if (isRequired) return "needed";
  const { default: standard } = option;
  if (standard === undefined) return "";
  return Array.isArray(standard) && standard.length === 0 ? "none" : code(standard);
}

function wordsOf(schema: OptionSchema): string {
  const texts = variantsOf(schema).map(wordOf).filter(Boolean);
  return [...new Set(texts)].join(" or ");
}

function wordOf({ type, enum: words, const: word, minimum, maximum }: OptionSchema): string {
  if (words !== undefined) return words.map(code).join(", ");
  if (word !== undefined) return code(word);
  if (type !== "integer" && type !== "number") return type === "boolean" ? "`true`, `false`" : "";
  const low = minimum !== undefined && minimum > -LARGEST ? minimum : undefined;
  const high = maximum !== undefined && maximum < LARGEST ? maximum : undefined;
  if (low !== undefined && high !== undefined) return `${low} to ${high}`;
  if (low !== undefined) return `at least ${low}`;
  return high === undefined ? "" : `at most ${high}`;
}

function code(value: unknown): string {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return `\`${escaped(JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"')) || '""'}\``;
}

/** A bar would end the cell. */
function escaped(text: string): string {
  return text.replaceAll("|", "\\|");
}
