/** A question to the operator, with the controls that its answer needs. */
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError, apiAddress, changeApi } from "../../app/api.ts";
import type { PromptView } from "../../app/contract.ts";
import { shownLanguage } from "../../messages/i18n.ts";
import { inShort } from "../../messages/refusals.ts";
import { Countdown } from "./countdown.tsx";
import { OperatorField } from "./operator-field.tsx";
import { SaidText } from "./said-text.tsx";
import { useOperator } from "./use-operator.ts";

interface ProgramPromptProps {
  readonly rig: string;
  readonly prompt: PromptView;
}

/** Stays until the gateway says that the question is closed: then it goes by itself. */
export function ProgramPrompt({ rig, prompt }: ProgramPromptProps) {
  const { t } = useTranslation();
  const operator = useOperator();
  const [problem, setProblem] = useState<string>();
  const said = prompt.translations?.[shownLanguage()];
  const answer = async (value: boolean | number | string) => {
    const by = operator.name.trim();
    if (by === "") {
      setProblem(t("program.byMissing"));
      return;
    }
    try {
      // Who is signed in is known to the gateway; what was read is evidence.
      const body = { prompt: prompt.id, value, by, language: shownLanguage() };
      await changeApi("post", "/rigs/{name}/answers", { params: { name: rig }, body });
      setProblem(undefined);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      setProblem(inShort(error.problem));
    }
  };
  return (
    <fieldset className="program-prompt">
      <legend className="program-question">
        <SaidText source={prompt.text} said={said?.text} />
      </legend>
      <Countdown prompt={prompt} />
      <PromptPicture prompt={prompt} />
      <OperatorField operator={operator} />
      <Controls prompt={prompt} onAnswer={(value) => void answer(value)} />
      {problem === undefined ? null : <p role="alert">{t("program.failed", { problem })}</p>}
    </fieldset>
  );
}

/** What it shows stands below it, too: for who can not see it, and where it is lost. */
function PromptPicture({ prompt }: { readonly prompt: PromptView }) {
  const { picture, pictureText = picture, pictureHash } = prompt;
  if (picture === undefined) return null;
  const said = prompt.translations?.[shownLanguage()]?.pictureText;
  return (
    <figure className="program-picture">
      {pictureHash === undefined ? null : (
        <img src={apiAddress(`/pictures/${pictureHash}`)} alt={pictureText} />
      )}
      <figcaption className="muted">
        <SaidText source={pictureText ?? picture} said={said} />
      </figcaption>
    </figure>
  );
}

/** What is kept is the choice as the procedure has it, whatever was read. */
function choiceText({ translations }: PromptView, choice: string): string {
  const said = translations?.[shownLanguage()]?.choices ?? [];
  return said.find((each) => each.choice === choice)?.text ?? choice;
}

interface ControlsProps {
  readonly prompt: PromptView;
  readonly onAnswer: (value: boolean | number | string) => void;
}

function Controls({ prompt, onAnswer }: ControlsProps) {
  const { t } = useTranslation();
  if (prompt.kind === "number" || prompt.kind === "text") {
    return <Written prompt={prompt} onAnswer={onAnswer} />;
  }
  const choices: readonly { text: string; value: boolean | string }[] =
    prompt.kind === "confirm"
      ? [
          { text: t("program.yes"), value: true },
          { text: t("program.no"), value: false },
        ]
      : (prompt.choices ?? []).map((choice) => ({
          text: choiceText(prompt, choice),
          value: choice,
        }));
  return (
    <p className="program-choices">
      {choices.map(({ text, value }) => (
        <button
          key={String(value)}
          type="button"
          className="program-button"
          onClick={() => onAnswer(value)}
        >
          {text}
        </button>
      ))}
    </p>
  );
}

function Written({ prompt, onAnswer }: ControlsProps) {
  const { t } = useTranslation();
  const [text, setText] = useState("");
  const isNumber = prompt.kind === "number";
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onAnswer(isNumber ? Number(text) : text);
  };
  return (
    <form className="program-written" onSubmit={submit}>
      <label className="program-field">
        <span>
          {t("program.value")} {prompt.unit === undefined ? "" : `(${prompt.unit})`}
          {isNumber
            ? ` ${t("program.range", { low: prompt.low ?? "", high: prompt.high ?? "" })}`
            : ""}
        </span>
        <input
          type={isNumber ? "number" : "text"}
          step="any"
          min={prompt.low}
          max={prompt.high}
          maxLength={500}
          required
          autoComplete="off"
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
      </label>
      <button type="submit" className="program-button">
        {t("program.answer")}
      </button>
    </form>
  );
}
