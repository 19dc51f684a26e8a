/** Every export says what it promises; comments hold no promises for later. */
import type { Node } from "oxc-parser";
import { isTestFile, type Source, type Violation } from "./source.ts";

/** What serves one kind of test alone, and what a tool reads. */
const PRIVATE = /\.config\.ts$|\.mjs$|\/testing\/|^test\/(support\/.*\/|bench\/)/;

/** A JSDoc sentence before each export. Tests export nothing; tools own their configuration. */
export function checkExportDocs({ path, text, program, comments, lineAt }: Source): Violation[] {
  if (isTestFile(path) || PRIVATE.test(path)) return [];
  if (program.type !== "Program") return [];
  const docEnds = comments
    .filter((comment) => comment.type === "Block" && /^\*\s*\S/.test(comment.value))
    .map((comment) => comment.end);
  return program.body.flatMap((node) => {
    const name = exportedName(node);
    if (name === undefined) return [];
    const documented = docEnds.some(
      (end) => end <= node.start && !hasCode(text.slice(end, node.start)),
    );
    if (documented || isPlainShape(node, docEnds)) return [];
    const message = `export \`${name}\` has no JSDoc: say what it promises`;
    return [{ path, line: lineAt(node.start), message }];
  });
}

/**
 * A list of words, a literal and a shape of plain data say by their names what they are, or in
 * their members. What can be called, constructed or read as a table is always told.
 */
function isPlainShape(node: Node, docEnds: readonly number[]): boolean {
  if (node.type !== "ExportNamedDeclaration") return false;
  const { declaration } = node;
  if (declaration?.type === "TSTypeAliasDeclaration") return true;
  if (declaration?.type === "VariableDeclaration") {
    return declaration.declarations[0]?.init?.type === "Literal";
  }
  if (declaration?.type !== "TSInterfaceDeclaration") return false;
  const hasMethods = declaration.body.body.some((member) => member.type === "TSMethodSignature");
  return !hasMethods || docEnds.some((end) => end > node.start && end < node.end);
}

/** Between a doc and its export only a directive for the linter may stand. */
function hasCode(between: string): boolean {
  return between.replaceAll(/\/\/ biome-ignore[^\n]*/g, "").trim() !== "";
}

/** Undefined for re-exports. */
function exportedName(node: Node): string | undefined {
  if (node.type === "ExportDefaultDeclaration") return "default";
  if (node.type !== "ExportNamedDeclaration" || node.declaration === null) return undefined;
  const { declaration } = node;
  if (declaration.type === "VariableDeclaration") {
    const id = declaration.declarations[0]?.id;
    return id?.type === "Identifier" ? id.name : "a pattern";
  }
  return "id" in declaration && declaration.id?.type === "Identifier"
    ? declaration.id.name
    : declaration.type;
}

const LATER = /\b(TODO|FIXME|HACK|XXX)\b/;

/** No promises in comments, no rule switched off without a reason beside it. */
export function checkComments({ path, comments, lineAt }: Source): Violation[] {
  return comments.flatMap(({ value, start }) => {
    const line = lineAt(start);
    const later = LATER.exec(value)?.[1];
    if (later !== undefined) {
      return [{ path, line, message: `${later}: do it, or write it into an issue` }];
    }
    if (/@ts-(ignore|nocheck|expect-error)/.test(value)) {
      return [{ path, line, message: "the type checker is switched off: mend the type" }];
    }
    return [];
  });
}
