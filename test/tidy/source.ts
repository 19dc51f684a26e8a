/** The project's files as the tidy rules see them. */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Comment, type Node, type ParseResult, parseSync, visitorKeys } from "oxc-parser";

/** One breach of a rule, with its place and what to do instead. */
export interface Violation {
  readonly path: string;
  /** From 1; absent where the whole file is meant. */
  readonly line?: number;
  readonly message: string;
}

/** A file of code with its syntax tree. */
export interface Source {
  /** Relative to the root, with slashes. */
  readonly path: string;
  readonly text: string;
  readonly program: Node;
  readonly comments: readonly Comment[];
  readonly module: ParseResult["module"];
  /** The line (from 1) of an offset. */
  lineAt(offset: number): number;
}

/** A rule is a pure function of one file. */
export type Rule = (source: Source) => readonly Violation[];

const CODE = /\.(ts|tsx|mjs)$/;

/** Every file that git has or would take, relative to the root. */
export function listFiles(root: string): string[] {
  const options = ["ls-files", "--cached", "--others", "--exclude-standard"];
  const listed = execFileSync("git", options, { cwd: root, encoding: "utf8" });
  const paths = [...new Set(listed.split("\n").filter((path) => path !== ""))];
  return paths.filter((path) => existsSync(join(root, path))).sort();
}

/** Reads and parses all code among `paths`. */
export function readSources(root: string, paths: readonly string[]): Source[] {
  return paths
    .filter((path) => CODE.test(path))
    .map((path) => parseSource(path, readFileSync(join(root, path), "utf8")));
}

/** Throws where the text is not TypeScript: tsc says it better, but nothing may go unread. */
export function parseSource(path: string, text: string): Source {
  const { program, comments, module, errors } = parseSync(path, text);
  if (errors.length > 0) throw new Error(`${path}: ${errors[0]?.message}`);
  const starts = [0];
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return { path, text, program, comments, module, lineAt: (offset) => countUpTo(starts, offset) };
}

/** How many of the ascending `starts` are not after `offset`. */
function countUpTo(starts: readonly number[], offset: number): number {
  let [low, high] = [0, starts.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * Visits `node` and all below it; `parents` runs from the root to the node's own parent, and is
 * true only during the visit: it is one list for the whole walk, as there are a million nodes.
 */
export function walk(
  node: Node,
  visit: (node: Node, parents: readonly Node[]) => void,
  parents: Node[] = [],
): void {
  visit(node, parents);
  parents.push(node);
  for (const key of visitorKeys[node.type] ?? []) {
    const child: unknown = Reflect.get(node, key);
    if (Array.isArray(child)) {
      for (const each of child) if (isNode(each)) walk(each, visit, parents);
    } else if (isNode(child)) walk(child, visit, parents);
  }
  parents.pop();
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && "type" in value;
}

/** The name of a plain identifier; undefined for anything else. */
export function nameOf(node: Node | null | undefined): string | undefined {
  return node?.type === "Identifier" ? node.name : undefined;
}

/** The text of a string literal; undefined for anything else. */
export function textOf(node: Node | null | undefined): string | undefined {
  return node?.type === "Literal" && typeof node.value === "string" ? node.value : undefined;
}

/** True for a file that the test runner runs. */
export function isTestFile(path: string): boolean {
  return /\.test\.tsx?$/.test(path);
}

/** As the test prints it: a place to click, then what is wrong. */
export function describeViolation({ path, line, message }: Violation): string {
  return `${path}${line === undefined ? "" : `:${line}`}: ${message}`;
}
