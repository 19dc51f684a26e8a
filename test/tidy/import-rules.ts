/** Arrows between files, doors of libraries, circles. Pure functions over parsed files. */
import { posix } from "node:path";
import type { Node } from "oxc-parser";
import { AREAS, type Area, DOORS } from "./import-table.ts";
import { nameOf, type Source, type Violation, walk } from "./source.ts";

/** One import as written, whether static, dynamic, a re-export or a type's `import("…")`. */
export interface Import {
  readonly specifier: string;
  /** True where nothing of it is left at run time. */
  readonly typeOnly: boolean;
  readonly line: number;
}

/** Every import of the file, also those with a literal inside `import(…)`. */
export function importsOf({ program, text, lineAt }: Source): Import[] {
  const imports: Import[] = [];
  // What stands at the top needs no walk through all that stands below.
  const isBelow = /\bimport\s*[/(]|\bdeclare\b/.test(text);
  const look = (visit: (node: Node) => void) => {
    if (isBelow || program.type !== "Program") walk(program, visit);
    else for (const statement of program.body) visit(statement);
  };
  look((node) => {
    if (
      node.type !== "ImportDeclaration" &&
      node.type !== "ImportExpression" &&
      node.type !== "TSImportType" &&
      node.type !== "ExportNamedDeclaration" &&
      node.type !== "ExportAllDeclaration"
    ) {
      return;
    }
    const { source } = node;
    if (source?.type !== "Literal" || typeof source.value !== "string") return;
    const kind = "importKind" in node ? node.importKind : "exportKind" in node && node.exportKind;
    const typeOnly = node.type === "TSImportType" || kind === "type";
    imports.push({ specifier: source.value, typeOnly, line: lineAt(node.start) });
  });
  return imports;
}

/** The area of a file; undefined where no rule covers it. */
export function areaOf(path: string): Area | undefined {
  return AREAS.find((area) => area.files.test(path));
}

/** The file must have an area, and import only what its area may. */
export function checkImports(source: Source): Violation[] {
  const { path } = source;
  const own = areaOf(path);
  if (own === undefined) {
    const message = "no rule covers this file: add its area to test/tidy/import-table.ts";
    return [{ path, message }];
  }
  return importsOf(source).flatMap((item) => {
    const message = item.specifier.startsWith(".")
      ? checkArrow(path, own, item)
      : checkDoor(path, item.specifier);
    return message === undefined ? [] : [{ path, line: item.line, message }];
  });
}

function checkArrow(path: string, own: Area, { specifier, typeOnly }: Import): string | undefined {
  const target = posix.join(posix.dirname(path), specifier);
  if (target === "package.json" || !/\.(ts|tsx|mjs)$/.test(target)) return undefined;
  const area = areaOf(target);
  if (area === undefined) return `imports ${target}, which no rule covers`;
  if (own.name === "driver" && area.name === "driver") {
    return folderOf(path) === folderOf(target) ? undefined : `imports ${target}: ${own.why}`;
  }
  const allowed = own.mayImport;
  if (area.name === own.name || allowed.includes("*") || allowed.includes(area.name)) {
    return undefined;
  }
  if (allowed.includes(`types of ${area.name}`)) {
    return typeOnly ? undefined : `imports more than types of ${target}: ${own.why}`;
  }
  return `${own.name} must not import ${area.name} (${target}): ${own.why}`;
}

function folderOf(path: string): string {
  return path.split("/").slice(0, 2).join("/");
}

function checkDoor(path: string, specifier: string): string | undefined {
  if (/^(test\/|.*\.test\.tsx?$|.*\/testing\/)/.test(path)) return undefined;
  const library = specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");
  const door = DOORS[library];
  if (door?.test(path)) return undefined;
  if (door !== undefined) return `${library} has one door, ${door.source}: use what stands there`;
  if (specifier.startsWith("node:")) return undefined;
  return `${library} has no door yet: add one to test/tidy/import-table.ts`;
}

/** The clock, the environment and the wall time come in from outside; these files may read them. */
const PROCESS_EDGE =
  /^(gateway\/(platform\/|main\.ts$|compose\.ts$)|fixtures\/|test\/|deploy\/|dashboard\/)|\.test\.ts$|\/testing\//;

/** No hidden inputs: the environment and the wall clock are passed in. */
export function checkHiddenInputs({ path, program, text, lineAt }: Source): Violation[] {
  if (PROCESS_EDGE.test(path) || !/\b(process|Date)\b/.test(text)) return [];
  const found: Violation[] = [];
  walk(program, (node) => {
    let used: string | undefined;
    if (node.type === "MemberExpression" && node.property.type === "Identifier") {
      const member = `${nameOf(node.object)}.${node.property.name}`;
      if (member === "process.env" || member === "Date.now") used = member;
    }
    if (node.type === "NewExpression" && nameOf(node.callee) === "Date") {
      if (node.arguments.length === 0) used = "new Date()";
    }
    if (used === undefined) return;
    const message = `${used} is read in gateway/platform, main.ts and compose.ts only: pass it in`;
    found.push({ path, line: lineAt(node.start), message });
  });
  return found;
}

/** Circles among files, each told once. Types do not count: nothing of them is loaded. */
export function findCircles(sources: readonly Source[]): Violation[] {
  const edges = new Map(
    sources.map((source) => [
      source.path,
      importsOf(source)
        .filter((item) => item.specifier.startsWith(".") && !item.typeOnly)
        .map((item) => posix.join(posix.dirname(source.path), item.specifier)),
    ]),
  );
  const done = new Set<string>();
  const found: Violation[] = [];
  const visit = (path: string, trail: readonly string[]) => {
    const start = trail.indexOf(path);
    if (start !== -1) {
      const circle = [...trail.slice(start), path].join(" → ");
      found.push({ path, message: `imports in a circle: ${circle}` });
      return;
    }
    if (done.has(path)) return;
    for (const target of edges.get(path) ?? []) visit(target, [...trail, path]);
    done.add(path);
  };
  for (const path of edges.keys()) visit(path, []);
  return found;
}
