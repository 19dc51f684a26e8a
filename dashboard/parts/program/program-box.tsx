/** What a driven rig is doing, in words; its question to the operator; the way to abort. */
import type { TFunction } from "i18next";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError, changeApi, type Problem } from "../../app/api.ts";
import type { ProgramView } from "../../app/contract.ts";
import { shownLanguage } from "../../messages/i18n.ts";
import { inShort } from "../../messages/refusals.ts";
import { OperatorField } from "./operator-field.tsx";
import { ProgramPrompt } from "./program-prompt.tsx";
import { StartRun } from "./start-run.tsx";
import { useOperator } from "./use-operator.ts";
import "./program.css";

interface ProgramBoxProps {
  readonly rig: string;
  readonly program: ProgramView;
  /** It takes a start now. */
  readonly isConnected: boolean;
  /** Another part of the page takes the scan that begins a run. */
  readonly isStartedElsewhere?: boolean;
}

/** While the rig is idle: a way to start it, and why the latest run did not go to its end. */
export function ProgramBox(props: ProgramBoxProps) {
  const { rig, program, isConnected, isStartedElsewhere = false } = props;
  const { t } = useTranslation();
  const [refusal, setRefusal] = useState<Problem>();
  const { state, step, prompt, message, readsSerialNumber } = program;
  if (state === "idle") {
    return (
      <>
        {message === undefined ? null : (
          <p className="program-latest">{t("program.latest", { message })}</p>
        )}
        {isConnected && !isStartedElsewhere ? (
          <StartRun {...{ rig, readsSerialNumber }} problem={refusal} onProblem={setRefusal} />
        ) : null}
      </>
    );
  }
  return (
    <section className="program" aria-label={t("program.label")}>
      <p className="program-step" aria-live="polite">
        <strong>{wordsOf(program, t)}</strong>
        {step === undefined ? null : (
          <span className="muted num">
            {t("program.step", step)}
            {step.attempt === undefined || step.attempt === 1
              ? null
              : ` · ${t("program.attempt", { count: step.attempt })}`}
          </span>
        )}
      </p>
      {step === undefined ? null : (
        <progress value={step.at} max={step.of} aria-label={t("program.step", step)} />
      )}
      {prompt === undefined ? null : <ProgramPrompt key={prompt.id} rig={rig} prompt={prompt} />}
      {state === "running" ? <AbortRun rig={rig} /> : null}
    </section>
  );
}

function wordsOf({ state, step, prompt }: ProgramView, t: TFunction): string {
  if (state === "teardown") return t("program.teardown");
  if (prompt !== undefined) return t("program.asking");
  const said = step?.translations?.[shownLanguage()];
  // Of a step that was renamed the source says more than an old word for it.
  return (said?.isStale === false ? said.text : step?.words) ?? t("program.starting");
}

/** Asks once more: a run that is aborted must be done again. */
function AbortRun({ rig }: { rig: string }) {
  const { t } = useTranslation();
  const operator = useOperator();
  const [isAsking, setIsAsking] = useState(false);
  const [problem, setProblem] = useState<string>();
  if (!isAsking) {
    return (
      <button type="button" className="program-button is-quiet" onClick={() => setIsAsking(true)}>
        {t("program.abort")}
      </button>
    );
  }
  const abort = async () => {
    try {
      await changeApi("post", "/rigs/{name}/abort", {
        params: { name: rig },
        body: { by: operator.name.trim() },
      });
      setIsAsking(false);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      setProblem(inShort(error.problem));
    }
  };
  return (
    <form
      className="program-ask"
      onSubmit={(event) => {
        event.preventDefault();
        void abort();
      }}
    >
      <p>
        {t("program.abortAsk")} {t("program.noEStop")}
      </p>
      <OperatorField operator={operator} />
      {problem === undefined ? null : <p role="alert">{t("program.failed", { problem })}</p>}
      <p className="program-choices">
        <button
          type="submit"
          className="program-button is-stop"
          disabled={operator.name.trim() === ""}
        >
          {t("program.abortSure")}
        </button>
        <button type="button" className="program-button" onClick={() => setIsAsking(false)}>
          {t("program.abortNot")}
        </button>
      </p>
    </form>
  );
}
