/** Which language a person reads: their choice in this browser, else the browser's own. */

/** In the order in which they are offered. */
export const LANGUAGES = ["en", "de", "es", "zh"] as const;

/** The language of a catalogue. */
export type Language = (typeof LANGUAGES)[number];

/** As `<html lang>` and Intl want it; English as in Britain, where a day has 24 hours. */
export const TAGS: Readonly<Record<Language, string>> = {
  en: "en-GB",
  de: "de",
  es: "es",
  zh: "zh-Hans",
};

/** What each language calls itself: who looks for theirs can read no other. */
export const OWN_NAMES: Readonly<Record<Language, string>> = {
  en: "English",
  de: "Deutsch",
  es: "Español",
  zh: "简体中文",
};

const PLACE = "rigline-language";

/** The first that is spoken here of what the person chose and what the browser prefers. */
export function languageOf(kept: string | null, preferred: readonly string[]): Language {
  for (const tag of [kept ?? "", ...preferred]) {
    const found = LANGUAGES.find((language) => language === tag.toLowerCase().split("-")[0]);
    if (found !== undefined) return found;
  }
  return "en";
}

/** The language of this browser. */
export function chosenLanguage(): Language {
  return languageOf(localStorage.getItem(PLACE), navigator.languages);
}

/** Keeps a choice in this browser. */
export function keepLanguage(language: Language): void {
  localStorage.setItem(PLACE, language);
}
