/** What an interlock found, by its key. English is the gateway's own. */

/** In one language: a text for each key, and the words of what stands in it as a code. */
export interface FoundWords {
  readonly texts: Readonly<Record<string, string>>;
  readonly words: Readonly<Record<string, string>>;
}

interface Told {
  readonly found: string;
  /** Absent where an older gateway tells it. */
  readonly said?: {
    readonly key: string;
    readonly values: Readonly<Record<string, string>>;
  };
}

/** Values that are code words; all others stand as they are. */
const CODES: readonly string[] = ["status", "kind"];

let shown: FoundWords = { texts: {}, words: {} };

/** Set with the language. */
export function setFound(next: FoundWords): void {
  shown = next;
}

/** What was found, in the language that is shown; as the gateway says it where that has no text. */
export function foundInWords({ found, said }: Told): string {
  const text = said && shown.texts[said.key];
  if (said === undefined || text === undefined) return found;
  return text.replaceAll(/\{\{(\w+)\}\}/g, (_, name: string) => {
    const value = said.values[name] ?? "";
    return CODES.includes(name) ? (shown.words[value] ?? value) : value;
  });
}
