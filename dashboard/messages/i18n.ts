/** The message catalogues: which language is shown, and its words. */
import i18next, { type FormatterModule } from "i18next";
import { initReactI18next } from "react-i18next";
import { type DecimalSign, setDecimalSign } from "../measure/decimal-sign.ts";
import type { en } from "./en.ts";
import { type FoundWords, setFound } from "./found.ts";
import { chosenLanguage, keepLanguage, type Language, TAGS } from "./language.ts";
import { type Refusals, setRefusals } from "./refusals.ts";

declare module "i18next" {
  interface CustomTypeOptions {
    defaultNS: "translation";
    resources: { translation: typeof en };
  }
}

type Words = Readonly<Record<string, unknown>>;

/** Each part of each language is a chunk of its own: nobody loads words that nobody reads. */
const CATALOGUES: Readonly<Record<Language, Readonly<Record<Part, () => Promise<Words>>>>> = {
  en: {
    first: async () => (await import("./en-first.ts")).enFirst,
    pages: async () => (await import("./en-pages.ts")).enPages,
  },
  de: {
    first: async () => (await import("./de-first.ts")).deFirst,
    pages: async () => (await import("./de-pages.ts")).dePages,
  },
  es: {
    first: async () => (await import("./es-first.ts")).esFirst,
    pages: async () => (await import("./es-pages.ts")).esPages,
  },
  zh: {
    first: async () => (await import("./zh-first.ts")).zhFirst,
    pages: async () => (await import("./zh-pages.ts")).zhPages,
  },
};
type Part = "first" | "pages";

/** What the gateway refuses and its checks find; it says it in English itself. */
const REFUSALS: Readonly<Record<Language, () => Promise<Refusals & { found: FoundWords }>>> = {
  en: async () => ({ interlock: {}, refusal: {}, found: { texts: {}, words: {} } }),
  de: async () => ({
    ...(await import("./de/refusals.ts")).refusals,
    ...(await import("./de/found.ts")),
  }),
  es: async () => ({
    ...(await import("./es/refusals.ts")).refusals,
    ...(await import("./es/found.ts")),
  }),
  zh: async () => ({
    ...(await import("./zh/refusals.ts")).refusals,
    ...(await import("./zh/found.ts")),
  }),
};

/** Loads the words of the first page; resolves before the first component renders. */
export async function openMessages(): Promise<void> {
  const language = chosenLanguage();
  const words = await CATALOGUES[language].first();
  await i18next
    .use(initReactI18next)
    .use(numbers)
    .init({
      lng: language,
      fallbackLng: "en",
      resources: { [language]: { translation: words } },
      interpolation: { escapeValue: false, alwaysFormat: true },
      // What falls back to English shows as soon as English is there.
      react: { bindI18nStore: "added" },
    });
  show(language);
}

/** Adds the words of the pages that load later; resolves before the first of them renders. */
export async function openPageMessages(): Promise<void> {
  const language = shownLanguage();
  await Promise.all([add(language, "pages"), addRefusals(language), addFallback()]);
}

/** Shows every page in another language from now on, and in this browser also later. */
export async function changeLanguage(language: Language): Promise<void> {
  await Promise.all([add(language, "first"), add(language, "pages"), addRefusals(language)]);
  show(language);
  keepLanguage(language);
  await i18next.changeLanguage(language);
}

/** The language that is shown now. */
export function shownLanguage(): Language {
  return i18next.language as Language;
}

/** A word that a newer page says before it is translated is said in English, never as a key. */
async function addFallback(): Promise<void> {
  if (shownLanguage() === "en") return;
  await Promise.all([add("en", "first"), add("en", "pages")]);
}

async function addRefusals(language: Language): Promise<void> {
  const said = await REFUSALS[language]();
  setRefusals(said);
  setFound(said.found);
}

async function add(language: Language, part: Part): Promise<void> {
  i18next.addResourceBundle(
    language,
    "translation",
    await CATALOGUES[language][part](),
    true,
    true,
  );
}

/** What is not React's: the document's own language, and how its numbers are written. */
function show(language: Language): void {
  document.documentElement.lang = TAGS[language];
  setDecimalSign(decimalSignOf(language));
}

function decimalSignOf(language: Language): DecimalSign {
  const parts = new Intl.NumberFormat(TAGS[language]).formatToParts(0.5);
  return parts.find(({ type }) => type === "decimal")?.value === "," ? "," : ".";
}

/** Whole numbers stay as they are, for most are places and names; a fraction has the sign here. */
const numbers: FormatterModule = {
  type: "formatter",
  init: () => undefined,
  add: () => undefined,
  addCached: () => undefined,
  format(value, _format, language) {
    if (typeof value !== "number" || Number.isInteger(value)) return value;
    const options = { useGrouping: false, maximumFractionDigits: 20 };
    return new Intl.NumberFormat(language, options).format(value);
  },
};
