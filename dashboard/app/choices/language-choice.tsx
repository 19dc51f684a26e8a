import { NativeSelect } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { changeLanguage, shownLanguage } from "../../messages/i18n.ts";
import { LANGUAGES, OWN_NAMES, TAGS } from "../../messages/language.ts";

/** The language of every page; kept in this browser. */
export function LanguageChoice() {
  const { t } = useTranslation();
  const choose = (value: string) => {
    const language = LANGUAGES.find((known) => known === value);
    if (language !== undefined) void changeLanguage(language);
  };
  return (
    <NativeSelect
      className="language-choice"
      aria-label={t("language.label")}
      value={shownLanguage()}
      onChange={(event) => choose(event.target.value)}
    >
      {LANGUAGES.map((language) => (
        <option key={language} value={language} lang={TAGS[language]}>
          {OWN_NAMES[language]}
        </option>
      ))}
    </NativeSelect>
  );
}
