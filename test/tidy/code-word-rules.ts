/** Every code word that the gateway says no with has a remedy. Pure. */
import type { Node } from "oxc-parser";
import { isTestFile, nameOf, type Source, textOf, type Violation, walk } from "./source.ts";

const CODE_WORD = /^[a-z]+(-[a-z]+)*\.[a-z]+(-[a-z]+)*$/;
const TABLE = /(^|_)PROBLEMS$|_REMEDIES$/;

/** The codes of every table named …PROBLEMS or …_REMEDIES, each with its remedy's text. */
export function remediesOf(sources: readonly Source[]): Map<string, string> {
  const remedies = new Map<string, string>();
  for (const { program, text } of sources) {
    if (!/PROBLEMS|_REMEDIES/.test(text)) continue;
    walk(program, (node) => {
      if (node.type !== "VariableDeclarator" || !TABLE.test(nameOf(node.id) ?? "")) return;
      const table = unwrap(node.init);
      if (table?.type !== "ObjectExpression") return;
      for (const property of table.properties) {
        if (property.type !== "Property") continue;
        const code = textOf(property.key) ?? nameOf(property.key);
        if (code !== undefined) remedies.set(code, remedyText(property.value));
      }
    });
  }
  return remedies;
}

/** Through `as const`, `satisfies` and `Object.freeze(…)`. */
function unwrap(node: Node | null): Node | null {
  if (node?.type === "TSAsExpression" || node?.type === "TSSatisfiesExpression") {
    return unwrap(node.expression);
  }
  return node;
}

/** The text itself, or the `remedy:` of an entry. */
function remedyText(node: Node): string {
  if (node.type === "ObjectExpression") {
    const remedy = node.properties.find(
      (property) => property.type === "Property" && nameOf(property.key) === "remedy",
    );
    return remedy?.type === "Property" ? remedyText(remedy.value) : "";
  }
  let text = "";
  walk(node, (inner) => {
    if (inner.type === "Literal" && typeof inner.value === "string") text += inner.value;
    if (inner.type === "TemplateElement") text += inner.value.cooked ?? "";
  });
  return text;
}

/** Codes given to an error's constructor without a remedy in any table. */
export function checkCodeWords(source: Source, remedies: ReadonlyMap<string, string>): Violation[] {
  if (isTestFile(source.path) || source.path.startsWith("test/")) return [];
  if (!/\bnew\b/.test(source.text)) return [];
  const found: Violation[] = [];
  walk(source.program, (node) => {
    if (node.type !== "NewExpression") return;
    if (!/(Error|Refusal|Fault)$/.test(nameOf(node.callee) ?? "")) return;
    for (const argument of node.arguments) {
      const code = textOf(argument);
      if (code === undefined || !CODE_WORD.test(code) || remedies.has(code)) continue;
      const message = `code \`${code}\` has no remedy: add it to a …PROBLEMS or …_REMEDIES table`;
      found.push({ path: source.path, line: source.lineAt(node.start), message });
    }
  });
  return found;
}

/** Codes are two words, noun first; a remedy is a sentence. */
export function checkRemedies(remedies: ReadonlyMap<string, string>): Violation[] {
  return [...remedies].flatMap(([code, remedy]) => {
    const path = `code ${code}`;
    const wrong: Violation[] = [];
    if (!CODE_WORD.test(code)) wrong.push({ path, message: "a code is two words: `noun.what`" });
    if (remedy.length < 20 || !/[.)]$/.test(remedy)) {
      wrong.push({ path, message: `the remedy is no sentence: "${remedy}"` });
    }
    return wrong;
  });
}
