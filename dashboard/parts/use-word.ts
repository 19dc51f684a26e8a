import { useTranslation } from "react-i18next";
import type { en } from "../messages/en.ts";

/** Parts of the catalogue that name codes of the gateway. */
type Vocabulary =
  | "alarmKind"
  | "alarmState"
  | "calibrationState"
  | "cause"
  | "clock"
  | "evidenceState"
  | "exceptionKind"
  | "noise"
  | "orderStatus"
  | "personState"
  | "role"
  | "stage"
  | "tokenKind"
  | "tokenState"
  | "unitAction"
  | "waitingKind";

/** The word for a code; the code itself where a newer gateway says one the page does not know. */
export function useWord(): (vocabulary: Vocabulary, code: string) => string {
  const { t } = useTranslation();
  return (vocabulary, code) => {
    const words: (typeof en)[Vocabulary] = t(vocabulary, { returnObjects: true });
    return isKey(words, code) ? words[code] : code;
  };
}

function isKey<Words extends object>(words: Words, code: string): code is string & keyof Words {
  return Object.hasOwn(words, code);
}
