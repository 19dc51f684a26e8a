/** Names that say what a thing is, so that a file is found by its name. */
import { basename } from "node:path";
import type { Node } from "oxc-parser";
import { isTestFile, nameOf, type Source, type Violation, walk } from "./source.ts";

const BANNED = ["utils", "util", "helpers", "helper", "common", "types", "manager", "handler"];
/** Names that tools and readers expect as they are. */
const GIVEN = /^(README|CONTRIBUTING|CHANGELOG|LICENSE|SECURITY)\.md$|^\.|^Dockerfile$/;
const KEBAB = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)*$/;

/** kebab-case, no barrels, no drawers for everything. */
export function checkFileName(path: string): Violation[] {
  const name = basename(path);
  const found: Violation[] = [];
  if (!KEBAB.test(name) && !GIVEN.test(name)) {
    found.push({ path, message: "file names are kebab-case" });
  }
  if (/^index\.(ts|tsx|mjs)$/.test(name)) {
    found.push({ path, message: "no barrels: import the file that has it" });
  }
  const words = (name.split(".")[0] ?? "").split("-");
  const banned = words.find((word) => BANNED.includes(word));
  if (banned !== undefined && /\.(ts|tsx|mjs)$/.test(name)) {
    found.push({ path, message: `\`${banned}\` says nothing: name what it does` });
  }
  return found;
}

/** A duration needs its unit in its name. What a library calls its own key is its own affair. */
export function checkDurations({ path, program, lineAt }: Source): Violation[] {
  // A test tells a library's own bound where it is used, one line from the call.
  if (isTestFile(path)) return [];
  const found: Violation[] = [];
  walk(program, (node, parents) => {
    if (!declaresTimeout(node, parents.at(-1))) return;
    const message = "a bare `timeout` has no unit: `timeoutMs`";
    found.push({ path, line: lineAt(node.start), message });
  });
  return found;
}

function declaresTimeout(node: Node, parent: Node | undefined): boolean {
  switch (node.type) {
    case "TSPropertySignature":
    case "PropertyDefinition":
      return nameOf(node.key) === "timeout";
    case "VariableDeclarator":
      return nameOf(node.id) === "timeout";
    case "Property":
      // `{ timeout: 500 }` hides the unit; `{ timeout: deadlineMs }` tells it to the reader.
      if (parent?.type === "ObjectPattern") return node.shorthand && nameOf(node.key) === "timeout";
      return nameOf(node.key) === "timeout" && isNumber(node.value);
    case "FunctionDeclaration":
    case "FunctionExpression":
    case "ArrowFunctionExpression":
      return node.params.some((parameter) => nameOf(parameter) === "timeout");
    default:
      return false;
  }
}

function isNumber(node: Node): boolean {
  return node.type === "Literal" && typeof node.value === "number";
}
