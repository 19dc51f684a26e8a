/** The YAML text: its value, its syntax faults, and where each path stands in it. */
import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isNode,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  visit,
  type YAMLError,
} from "yaml";
import type { ConfigFaultCode, Finding } from "./fault.ts";

export interface Position {
  readonly line: number;
  readonly column: number;
}

/** A syntax fault with its place; the path is not known. */
export interface SyntaxFault extends Position {
  readonly code: ConfigFaultCode;
  readonly message: string;
}

/** The text once read. */
export interface Source {
  /** Plain data; undefined where the text could not be read as YAML. */
  readonly value: unknown;
  readonly faults: readonly SyntaxFault[];
  /** The place of a finding; of the nearest thing around it where its own key is missing. */
  locate(finding: Pick<Finding, "path" | "at">): Position;
}

/** Reads the text; never throws. */
export function parseSource(text: string): Source {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const place = (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const faults = [...document.errors, ...document.warnings].map((error) => ({
    ...place(error.pos[0]),
    code: codeOf(error),
    message: error.message,
  }));
  faults.push(...findLooseAliases(document).map((fault) => ({ ...fault, ...place(fault.offset) })));
  const readable = faults.every((fault) => fault.code === "config.duplicate-key");
  const value = readable ? toValue(document) : undefined;
  if (value === EXCESS)
    faults.push({ ...place(findAliases(document)[0]?.offset ?? 0), ...TOO_MANY });
  return {
    value: value === EXCESS ? undefined : value,
    faults,
    locate: ({ path, at }) => place(findOffset(document, path, at)),
  };
}

function codeOf(error: YAMLError): ConfigFaultCode {
  return error.code === "DUPLICATE_KEY" ? "config.duplicate-key" : "config.syntax";
}

const EXCESS = Symbol("aliases that multiply without end");
const TOO_MANY = {
  code: "config.alias",
  message: "from here on aliases multiply the file beyond all bounds",
} as const;

/** Aliases that multiply without end are refused by the library with a ReferenceError. */
function toValue(document: Document): unknown {
  try {
    return document.toJS();
  } catch (error) {
    if (error instanceof ReferenceError) return EXCESS;
    throw error;
  }
}

interface PlacedAlias {
  readonly alias: Alias;
  readonly offset: number;
}

function findAliases(document: Document): readonly PlacedAlias[] {
  const found: PlacedAlias[] = [];
  visit(document, {
    Alias(_, alias) {
      found.push({ alias, offset: startOf(alias) ?? 0 });
    },
  });
  return found;
}

/** Aliases whose anchor is nowhere before them; the library tells of them without a place. */
function findLooseAliases(document: Document) {
  return findAliases(document)
    .filter(({ alias }) => alias.resolve(document) === undefined)
    .map(({ alias, offset }) => ({
      offset,
      code: "config.alias" as const,
      message: `\`*${alias.source}\` has no anchor before it`,
    }));
}

function findOffset(document: Document, path: readonly PropertyKey[], at: "key" | "value"): number {
  let node: unknown = document.contents;
  let offset = startOf(node) ?? 0;
  for (const [index, step] of path.entries()) {
    const found = child(document, node, step);
    if (found === undefined) return offset;
    const last = index === path.length - 1;
    offset = (last && at === "value" ? startOf(found.value) : startOf(found.key)) ?? offset;
    node = found.value;
  }
  return offset;
}

function child(
  document: Document,
  node: unknown,
  step: PropertyKey,
): { key: unknown; value: unknown } | undefined {
  const target = isAlias(node) ? node.resolve(document) : node;
  if (isMap(target)) {
    // Of a key that stands twice the last counts, as it does for the value.
    const pair = target.items.findLast(
      (item) => isPair(item) && isScalar(item.key) && String(item.key.value) === String(step),
    );
    return pair === undefined ? undefined : { key: pair.key, value: pair.value ?? pair.key };
  }
  if (isSeq(target) && typeof step === "number") {
    const item = target.items[step];
    return item === undefined ? undefined : { key: item, value: item };
  }
  return undefined;
}

function startOf(node: unknown): number | undefined {
  return isNode(node) ? (node as Node).range?.[0] : undefined;
}
