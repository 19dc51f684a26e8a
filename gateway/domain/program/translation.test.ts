import { expect, it } from "vitest";
import type { AskStep, Program } from "./program.ts";
import { saidPrompts, saidSteps, staleTranslations } from "./translation.ts";

const ask: AskStep = {
  ...{ do: "ask", as: "colour", text: "Which colour?", kind: "choice", withinMs: 1_000 },
  choices: ["red", "blue"],
  translations: {
    de: {
      text: { of: "Which colour?", to: "Welche Farbe?" },
      choices: [
        { of: "red", to: "rot" },
        { of: "green", to: "grün" },
      ],
    },
    es: { text: { of: "What colour?", to: "¿Qué color?" } },
    zh: {},
  },
};
const program: Program = {
  ...{ abortWhen: [], teardown: [], afterFail: "stop" },
  steps: [{ do: "repeat", times: 2, steps: [ask] }],
};

it("a translation of the text there is now is shown, one of an older text is stale", () => {
  const { de, es, zh } = saidPrompts(ask);
  expect(de?.text).toEqual({ text: "Welche Farbe?", isStale: false });
  expect(es?.text).toEqual({ text: "¿Qué color?", isStale: true });
  expect(zh).toBeUndefined();
});

it("a choice is translated by what it is; what is no choice any more is not offered", () => {
  expect(saidPrompts(ask).de?.choices).toEqual([{ choice: "red", text: "rot" }]);
});

it("a step is said by its name, a question without one by its text", () => {
  expect(saidSteps(ask).de).toEqual({ text: "Welche Farbe?", isStale: false });
  const named = {
    ...ask,
    name: "Ask",
    translations: { de: { name: { of: "Ask", to: "Fragen" } } },
  };
  expect(saidSteps(named)).toEqual({ de: { text: "Fragen", isStale: false } });
  expect(saidSteps({ do: "wait", forMs: 5 })).toEqual({});
});

it("every translation of a text that has changed is found, in whatever block it stands", () => {
  expect(staleTranslations(program)).toEqual(['de: "green"', 'es: "What colour?"']);
});
