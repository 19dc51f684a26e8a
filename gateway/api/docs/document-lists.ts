/** Says of each list in the document that it can be had as a table or as JSON lines, too. */
import { EXPORT_TYPES } from "../lists/export-lists.ts";

interface Operation {
  readonly responses?: Readonly<Record<string, Answer>>;
}
interface Answer {
  readonly content?: Record<string, { schema?: { properties?: { items?: object } } }>;
}

const AS_TEXT: Readonly<Record<(typeof EXPORT_TYPES)[number], string>> = {
  "text/csv":
    "The whole list, or `limit` lines of it: RFC 4180 with a line of names. Text that a " +
    "spreadsheet would run as a formula has a `'` before it.",
  "application/jsonl": "The whole list, or `limit` lines of it, one item a line, exactly.",
};

/** Adds the types to every list among `paths`; returns them. */
export function documentListTypes<Paths extends object>(paths: Paths): Paths {
  for (const item of Object.values(paths) as { get?: Operation }[]) {
    const content = item.get?.responses?.["200"]?.content;
    if (content?.["application/json"]?.schema?.properties?.items === undefined) continue;
    for (const type of EXPORT_TYPES) {
      Object.assign(content, {
        [type]: { schema: { type: "string", description: AS_TEXT[type] } },
      });
    }
  }
  return paths;
}
