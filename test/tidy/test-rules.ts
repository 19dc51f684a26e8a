/** Tests that are run, that use our own modules as they are, and that never sleep. */
import type { Node } from "oxc-parser";
import { importsOf } from "./import-rules.ts";
import { isTestFile, nameOf, type Source, type Violation, walk } from "./source.ts";

const RUNNERS = ["it", "test", "describe", "suite"];
const LEFT_OUT = ["skip", "only", "todo", "skipIf", "runIf", "fails"];
const MOCKS = ["mock", "doMock", "hoisted", "importMock"];

/** No test is left out, and none replaces a module of ours. */
export function checkTestCalls({ path, program, lineAt }: Source): Violation[] {
  if (!isTestFile(path)) return [];
  const found: Violation[] = [];
  walk(program, (node) => {
    if (node.type !== "MemberExpression" || node.property.type !== "Identifier") return;
    const { name } = node.property;
    const line = lineAt(node.start);
    const object = nameOf(node.object) ?? "";
    if (RUNNERS.includes(object) && LEFT_OUT.includes(name)) {
      found.push({
        path,
        line,
        message: `${object}.${name}: every test runs; install what it needs`,
      });
    }
    if (object === "vi" && MOCKS.includes(name)) {
      found.push({ path, line, message: `vi.${name}: pass the double in instead` });
    }
  });
  return found;
}

/** A fixed wait is slow when right and flaky when wrong. */
export function checkSleeps(source: Source): Violation[] {
  const { path, program, lineAt } = source;
  if (!isTestFile(path) || path === "test/support/until.ts") return [];
  const sleepers = new Set(sleepNames(source));
  const found: Violation[] = [];
  walk(program, (node) => {
    const awaited = node.type === "AwaitExpression" ? node.argument : undefined;
    const sleeps =
      awaited?.type === "CallExpression"
        ? sleepers.has(nameOf(awaited.callee) ?? "")
        : node.type === "NewExpression" && isTimerPromise(node);
    if (!sleeps) return;
    const message =
      "a test sleeps: poll with until() (test/support/until.ts) or use a manual clock";
    found.push({ path, line: lineAt(node.start), message });
  });
  return found;
}

/** What the file calls `setTimeout` of node:timers/promises. */
function sleepNames({ program }: Source): string[] {
  if (program.type !== "Program") return [];
  return program.body.flatMap((node) => {
    if (node.type !== "ImportDeclaration" || node.source.value !== "node:timers/promises")
      return [];
    return node.specifiers.map((specifier) => specifier.local.name);
  });
}

/** `new Promise((resolve) => setTimeout(resolve, …))`, in whatever braces. */
function isTimerPromise(node: Node): boolean {
  if (node.type !== "NewExpression" || nameOf(node.callee) !== "Promise") return false;
  const [executor] = node.arguments;
  if (executor?.type !== "ArrowFunctionExpression" && executor?.type !== "FunctionExpression") {
    return false;
  }
  const resolve = nameOf(executor.params[0]);
  let found = false;
  walk(executor, (inner) => {
    if (inner.type !== "CallExpression" || nameOf(inner.callee) !== "setTimeout") return;
    if (resolve !== undefined && nameOf(inner.arguments[0]) === resolve) found = true;
  });
  return found;
}

/** A fault that is swallowed is a value that is wrong without a word. */
export function checkSilentCatches(source: Source): Violation[] {
  const { path, program, text, lineAt, comments } = source;
  if (!text.includes("catch")) return [];
  const found: Violation[] = [];
  walk(program, (node) => {
    const isSilent = node.type === "CatchClause" && node.body.body.length === 0;
    if (!isSilent) return;
    const told = comments.some((comment) => comment.start > node.start && comment.end < node.end);
    const message = "an empty catch: decide here, or let it fall";
    if (!told) found.push({ path, line: lineAt(node.start), message });
  });
  return found;
}

/** Tests import the test runner's own names, never global ones. */
export function checkRunnerImport(source: Source): Violation[] {
  if (!isTestFile(source.path)) return [];
  const imported = importsOf(source).some((item) => item.specifier === "vitest");
  return imported ? [] : [{ path: source.path, message: "a test file imports vitest" }];
}
