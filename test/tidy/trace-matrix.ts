/** Which tests prove which requirement: read from the names of the tests. */
import { REQUIREMENTS } from "./requirements.ts";
import { isTestFile, type Source, walk } from "./source.ts";

/** One test, or group of tests, that carries the id of a requirement in its name. */
export interface Trace {
  readonly id: string;
  readonly path: string;
  readonly name: string;
}

const ID = /\bCR-\d{2}\b/g;

/** Every id in a text of a test file, with that text: names are texts, and comments are none. */
export function tracesOf(source: Source): readonly Trace[] {
  if (!isTestFile(source.path) || source.path.startsWith("test/tidy/")) return [];
  if (source.text.search(ID) === -1) return [];
  const traces: Trace[] = [];
  walk(source.program, (node) => {
    const text =
      node.type === "Literal" && typeof node.value === "string"
        ? node.value
        : node.type === "TemplateElement"
          ? node.value.raw
          : "";
    for (const [id] of text.matchAll(ID)) traces.push({ id, path: source.path, name: text });
  });
  return traces;
}

/** What is wrong: a requirement that is called built without a test, or an id that there is not. */
export function matrixFaults(traces: readonly Trace[]): readonly string[] {
  const traced = new Set(traces.map(({ id }) => id));
  const known = new Set(REQUIREMENTS.map(({ id }) => id));
  return [
    ...REQUIREMENTS.filter(({ id, state }) => state === "built" && !traced.has(id)).map(
      ({ id }) => `${id} is called built, and no test carries it in its name`,
    ),
    ...traces
      .filter(({ id }) => !known.has(id))
      .map(({ id, path }) => `${path}: there is no requirement ${id}`),
  ];
}

/** The matrix as Markdown. */
export function renderMatrix(traces: readonly Trace[]): string {
  const byId = Map.groupBy(traces, ({ id }) => id);
  const sections = REQUIREMENTS.map(({ id, title, state }) => {
    const tests = (byId.get(id) ?? []).map(({ path, name }) => `- ${name.trim()} (\`${path}\`)`);
    const body = tests.length === 0 ? ["- no test"] : [...new Set(tests)].toSorted();
    return [`## ${id} ${title}`, "", `State: ${state}.`, "", ...body].join("\n");
  });
  return `${HEAD}\n\n${sections.join("\n\n")}\n`;
}

const HEAD = [
  "# From requirement to test",
  "",
  "Made by `npm run trace` from the names of the tests; `test/tidy/requirements.ts` says how far",
  "each requirement is built. This software provides functions that support these requirements;",
  "whether a site conforms to a standard is for the site to show.",
].join("\n");
