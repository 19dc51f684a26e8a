/** What the latest scan was answered: refused with every check, a question, a fault, or done. */
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Problem } from "../../../../app/api.ts";
import type { StationDetail } from "../../../../app/contract.ts";
import { inWords, titleInWords } from "../../../../messages/refusals.ts";
import { RemedyText } from "../../../../parts/remedy-text.tsx";
import { AskHold, AskRepaired, AskRetest } from "../fail/ask-reason.tsx";
import type { Answer, Told } from "../flow/answer.ts";
import type { Flow } from "../flow/use-flow.ts";
import { CheckList } from "./check-list.tsx";

interface AnswerStageProps {
  readonly station: StationDetail;
  readonly flow: Flow;
  readonly answer: Answer;
}

/** Stays until the next scan, or until the person goes back. */
export function AnswerStage({ station, flow, answer }: AnswerStageProps) {
  switch (answer.kind) {
    case "refused":
      return (
        <section className="stage is-refused">
          <p className="stage-word mono">{answer.next.serialNumber}</p>
          <CheckList next={answer.next} />
          <Back flow={flow} />
        </section>
      );
    case "ask-retest":
      return <AskRetest station={station} flow={flow} answer={answer} />;
    case "ask-hold":
      return <AskHold station={station} flow={flow} subject={answer.subject} />;
    case "ask-repaired":
      return <AskRepaired station={station} flow={flow} repair={answer.repair} />;
    case "problem":
      return (
        <section className="stage is-refused">
          <Refused problem={answer.problem} />
          <Back flow={flow} />
        </section>
      );
    case "told":
      return (
        <TellStage told={answer.told}>
          <Back flow={flow} />
        </TellStage>
      );
    default:
      return null;
  }
}

const DONE: readonly Told["what"][] = [
  ...(["held", "repair-begun", "repaired", "disarmed", "test", "down", "operator"] as const),
];

function TellStage({ told, children }: { readonly told: Told; readonly children: ReactNode }) {
  const { t } = useTranslation();
  const isDone = DONE.includes(told.what);
  const serial = "serialNumber" in told ? told.serialNumber : "";
  const name = "name" in told ? told.name : "";
  return (
    <section className={`stage ${isDone ? "is-told" : "is-refused"}`} role="status">
      <p className="stage-word is-text">
        <span aria-hidden="true">{isDone ? "✓ " : "✕ "}</span>
        {t(`work.told.${told.what}`, { serial, name })}
      </p>
      {children}
    </section>
  );
}

function Refused({ problem }: { readonly problem: Problem }) {
  const { remedy, code } = inWords(problem);
  return (
    <div className="scan-problem" role="alert">
      <strong>{titleInWords(problem)}</strong>
      {remedy === undefined ? null : (
        <p>
          <RemedyText text={remedy} />
        </p>
      )}
      <p className="mono muted">{code}</p>
    </div>
  );
}

function Back({ flow }: { readonly flow: Flow }) {
  const { t } = useTranslation();
  return (
    <p className="stage-actions">
      <button type="button" className="work-button" onClick={flow.dismiss}>
        {t("work.ask.cancel")}
      </button>
    </p>
  );
}
