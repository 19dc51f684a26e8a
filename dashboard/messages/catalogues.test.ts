import { describe, expect, it } from "vitest";
import { deFirst } from "./de-first.ts";
import { dePages } from "./de-pages.ts";
import { enFirst } from "./en-first.ts";
import { enPages } from "./en-pages.ts";
import { esFirst } from "./es-first.ts";
import { esPages } from "./es-pages.ts";
import { zhFirst } from "./zh-first.ts";
import { zhPages } from "./zh-pages.ts";

const ENGLISH = { first: enFirst, pages: enPages };
const OTHERS = {
  de: { first: deFirst, pages: dePages },
  es: { first: esFirst, pages: esPages },
  zh: { first: zhFirst, pages: zhPages },
};
const PARTS = ["first", "pages"] as const;
const CASES = (["de", "es", "zh"] as const).flatMap((language) =>
  PARTS.map((part) => ({ language, part })),
);

/** Every message by its whole key. */
function messagesOf(node: object, above = ""): Map<string, string> {
  return new Map(
    Object.entries(node).flatMap(([key, value]: [string, unknown]) => {
      const whole = above === "" ? key : `${above}.${key}`;
      if (typeof value === "string") return [[whole, value] as const];
      return [...messagesOf(value as object, whole)];
    }),
  );
}

const FORM = /_(zero|one|two|few|many|other)$/;
const stemOf = (key: string): string => key.replace(FORM, "");
/** Forms of plurals that the language's own numbers ask for. */
const formsOf = (language: string): readonly string[] =>
  new Intl.PluralRules(language).resolvedOptions().pluralCategories;
const placesOf = (text: string): string[] =>
  [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name = ""]) => name).toSorted();

describe.each(CASES)("$language, $part", ({ language, part }) => {
  const english = messagesOf(ENGLISH[part]);
  const other = messagesOf(OTHERS[language][part]);

  it("has every message that English has, and no other", () => {
    const stems = (messages: ReadonlyMap<string, string>) =>
      [...new Set([...messages.keys()].map(stemOf))].toSorted();
    expect(stems(other)).toEqual(stems(english));
  });

  it("has every form that its numbers need where English has forms", () => {
    const counted = [...english.keys()].filter((key) => key.endsWith("_other")).map(stemOf);
    const missing = counted.flatMap((stem) =>
      formsOf(language)
        .map((form) => `${stem}_${form}`)
        .filter((key) => !other.has(key)),
    );
    expect(missing).toEqual([]);
  });

  it("names in each message what English names", () => {
    const wrong = [...other].filter(([key, text]) => {
      const stem = stemOf(key);
      const models = [key, stem, `${stem}_other`, `${stem}_one`].flatMap(
        (name) => english.get(name) ?? [],
      );
      const places = placesOf(text);
      return !models.some((model) => isAlike(placesOf(model), places, key));
    });
    expect(wrong).toEqual([]);
  });

  it("leaves no sentence in English, and none empty", () => {
    const left = [...other].filter(([key, text]) => {
      const model = english.get(key);
      if (model === undefined || model === "") return text.trim() === "" && model !== "";
      return text.trim() === "" || (text === model && isSentence(text));
    });
    expect(left).toEqual([]);
  });
});

/** Nothing is named that is not given, nothing left out; the form for one may say it in a word. */
function isAlike(given: readonly string[], named: readonly string[], key: string): boolean {
  const needed = key.endsWith("_one") ? given.filter((name) => name !== "count") : given;
  return [given, needed].some((names) => `${names}` === `${named}`);
}

/** Two lower-case words in a row: names, codes, units and addresses are the same everywhere. */
function isSentence(text: string): boolean {
  return /[a-z]{2,} [a-z]{2,}/.test(text.replaceAll(/`[^`]*`|\{\{\w+\}\}/g, ""));
}
