/**
 * Instructions in other languages. A translation keeps the text it was made of, so that it is seen
 * to be stale once the source says something else: nobody works by an old text unknowingly. Pure.
 */
import {
  type ActStep,
  type AskStep,
  type Program,
  placedSteps,
  type StepTranslation,
  type Translated,
  type Translations,
} from "./program.ts";

/** A text to show in one language. */
export interface SaidText {
  readonly text: string;
  /** It was made of another text than the one there is now. */
  readonly isStale: boolean;
}

/** What a question says in one language. */
export interface SaidPrompt {
  readonly text?: SaidText;
  readonly pictureText?: SaidText;
  /** By the choice as the source has it; only those that are of a choice there is. */
  readonly choices?: readonly { readonly choice: string; readonly text: string }[];
}

/** What the question says in each language it was translated to. */
export function saidPrompts(step: AskStep): Readonly<Record<string, SaidPrompt>> {
  return eachLanguage(step.translations, ({ text, pictureText, choices = [] }) => {
    const known = choices.filter(({ of }) => step.choices?.includes(of) === true);
    const said = {
      ...(text === undefined ? {} : { text: saidOf(text, step.text) }),
      ...(pictureText === undefined ? {} : { pictureText: saidOf(pictureText, step.pictureText) }),
      ...(known.length === 0
        ? {}
        : { choices: known.map(({ of, to }) => ({ choice: of, text: to })) }),
    };
    return Object.keys(said).length === 0 ? undefined : said;
  });
}

/** What of a question stood on a screen when it was answered. */
export interface ShownPrompt {
  readonly language: string;
  readonly text: string;
  /** False where nobody has translated it, or its translation is of an older text. */
  readonly isTranslated: boolean;
  /** The translation of an older text, which stood beside the source. */
  readonly staleText?: string;
  /** The choice that was taken, in the words in which it was offered. */
  readonly choice?: string;
}

/** What somebody read who answered in a language: evidence of what they said yes to. */
export function shownPrompt(
  step: AskStep,
  { language, value }: { readonly language: string; readonly value: unknown },
): ShownPrompt {
  const { text, choices = [] } = saidPrompts(step)[language] ?? {};
  const choice = choices.find((each) => each.choice === value)?.text;
  return {
    language,
    text: text === undefined || text.isStale ? step.text : text.text,
    isTranslated: text !== undefined && !text.isStale,
    ...(text?.isStale === true ? { staleText: text.text } : {}),
    ...(choice === undefined ? {} : { choice }),
  };
}

/** What the step does in each language, where its author gave it words and somebody others. */
export function saidSteps(step: ActStep): Readonly<Record<string, SaidText>> {
  return eachLanguage(step.translations, ({ name, text }) => {
    if (step.name !== undefined) return name && saidOf(name, step.name);
    return step.do === "ask" ? text && saidOf(text, step.text) : undefined;
  });
}

/** The translations that are not of the text there is now: what the step is, and the language. */
export function staleTranslations(program: Program): readonly string[] {
  return [...placedSteps(program)].flatMap(({ step }) =>
    Object.entries(step.translations ?? {}).flatMap(([language, translation]) =>
      staleTexts(step, translation).map((of) => `${language}: "${of}"`),
    ),
  );
}

type Texts = Partial<Pick<AskStep, "name" | "text" | "pictureText" | "choices">>;

function staleTexts(step: Texts, translation: StepTranslation): readonly string[] {
  const single = (["name", "text", "pictureText"] as const).flatMap((field) => {
    const translated = translation[field];
    return translated === undefined || translated.of === step[field] ? [] : [translated.of];
  });
  const choices = (translation.choices ?? []).filter(({ of }) => !step.choices?.includes(of));
  return [...single, ...choices.map(({ of }) => of)];
}

function saidOf({ of, to }: Translated, source: string | undefined): SaidText {
  return { text: to, isStale: of !== source };
}

function eachLanguage<Said>(
  translations: Translations | undefined,
  say: (translation: StepTranslation) => Said | undefined,
): Readonly<Record<string, Said>> {
  const all = Object.entries(translations ?? {}).flatMap(([language, translation]) => {
    const said = say(translation);
    return said === undefined ? [] : [[language, said] as const];
  });
  return Object.fromEntries(all);
}
