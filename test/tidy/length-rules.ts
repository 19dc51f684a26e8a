/** A limit on everything, so that no file becomes "the controller". */
import type { Node } from "oxc-parser";
import { isTestFile, nameOf, type Source, type Violation, walk } from "./source.ts";

const FUNCTION_LINES_MAX = 60;
const FILE_LINES_MAX = 300;
const TEST_FILE_LINES_MAX = 400;
const PARAMETERS_MAX = 3;
const COLUMNS_MAX = 100;

/** A catalogue of messages is a table: cutting it in two would only hide half of it. */
const CATALOGUE = /^dashboard\/messages\//;

/** 300 lines, 400 for tests. */
export function checkFileLength({ path, text }: Source): Violation[] {
  if (CATALOGUE.test(path)) return [];
  const lines = text.trimEnd().split("\n").length;
  const most = isTestFile(path) ? TEST_FILE_LINES_MAX : FILE_LINES_MAX;
  if (lines <= most) return [];
  return [{ path, message: `${lines} lines, at most ${most}: split it by what it does` }];
}

/** 60 lines and 3 parameters. A `describe` is a heading, not a function. */
export function checkFunctions({ path, program, lineAt }: Source): Violation[] {
  const found: Violation[] = [];
  walk(program, (node, parents) => {
    if (
      node.type !== "FunctionDeclaration" &&
      node.type !== "FunctionExpression" &&
      node.type !== "ArrowFunctionExpression"
    ) {
      return;
    }
    const line = lineAt(node.start);
    const lines = lineAt(node.end) - line + 1;
    const parent = parents.at(-1);
    if (lines > FUNCTION_LINES_MAX && !isDescribe(parent)) {
      const message = `a function of ${lines} lines, at most ${FUNCTION_LINES_MAX}: split it`;
      found.push({ path, line, message });
    }
    // A callback's parameters are chosen by whoever calls it; a TypeScript `this` is none.
    const own = node.params.filter((parameter) => nameOf(parameter) !== "this");
    if (own.length > PARAMETERS_MAX && parent?.type !== "CallExpression") {
      const message = `${own.length} parameters, at most ${PARAMETERS_MAX}: take one object`;
      found.push({ path, line, message });
    }
  });
  return found;
}

function isDescribe(node: Node | undefined): boolean {
  if (node?.type !== "CallExpression") return false;
  let { callee }: { callee: Node } = node;
  while (callee.type === "CallExpression" || callee.type === "MemberExpression") {
    callee = callee.type === "CallExpression" ? callee.callee : callee.object;
  }
  return nameOf(callee) === "describe";
}

/**
 * 100 columns. The formatter breaks code; what it leaves longer is a text or a comment. A text
 * that cannot be broken is excused, a comment is not, unless it is one long address.
 */
export function checkColumns({ path, text, program, lineAt }: Source): Violation[] {
  const lines = text.split("\n");
  if (lines.every((content) => content.length <= COLUMNS_MAX)) return [];
  const excused = new Set<number>();
  walk(program, (node) => {
    if (node.type !== "Literal" && node.type !== "TemplateLiteral" && node.type !== "JSXText") {
      return;
    }
    for (let line = lineAt(node.start); line <= lineAt(node.end); line += 1) excused.add(line);
  });
  return lines.flatMap((content, index) => {
    const line = index + 1;
    if ([...content].length <= COLUMNS_MAX || excused.has(line) || /https?:\S{60}/.test(content)) {
      return [];
    }
    return [{ path, line, message: `${content.length} columns, at most ${COLUMNS_MAX}` }];
  });
}
