/** The message catalogue. A language is one file beside en.ts with the same keys. */
import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import type { en } from "./en.ts";
import { enFirst } from "./en-first.ts";

declare module "i18next" {
  interface CustomTypeOptions {
    defaultNS: "translation";
    resources: { translation: typeof en };
  }
}

/** Loads the catalogue; resolves before the first component renders. */
export async function openMessages(): Promise<void> {
  await i18next.use(initReactI18next).init({
    lng: "en",
    fallbackLng: "en",
    resources: { en: { translation: enFirst as typeof en } },
    interpolation: { escapeValue: false },
  });
}

/** Adds the words of the pages that load later; resolves before the first of them renders. */
export async function openPageMessages(): Promise<void> {
  const { enPages } = await import("./en-pages.ts");
  i18next.addResourceBundle("en", "translation", enPages, true, true);
}
