/** Something could not be read: what happened, what it means, what to do, and the code. */
import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { ApiError, type Problem } from "../app/api.ts";
import { inWords } from "../messages/refusals.ts";
import { RemedyText } from "./remedy-text.tsx";
import "./notice.css";

interface ProblemPanelProps {
  readonly error: unknown;
  readonly onRetry?: (() => void) | undefined;
  /** What the button says where it does something else than to read again. */
  readonly retryLabel?: string;
}

/** Shows an ApiError with its remedy; any other error as a fault of the page itself. */
export function ProblemPanel({ error, onRetry, retryLabel }: ProblemPanelProps) {
  const { t } = useTranslation();
  const problem = useProblem(error);
  return (
    <section className="notice is-problem" role="alert">
      <h2>{problem.title}</h2>
      {problem.detail === undefined ? null : <p>{problem.detail}</p>}
      {problem.remedy === undefined ? null : (
        <p>
          <strong>{t("problem.remedy")}:</strong> <RemedyText text={problem.remedy} />
        </p>
      )}
      <p className="muted">
        {t("problem.code")} <span className="mono">{problem.code}</span>
      </p>
      {onRetry === undefined ? null : (
        <Button variant="default" onClick={onRetry}>
          {retryLabel ?? t("problem.retry")}
        </Button>
      )}
    </section>
  );
}

function useProblem(error: unknown): Problem {
  const { t } = useTranslation();
  if (error instanceof ApiError && error.problem.status !== 0) {
    const problem = inWords(error.problem);
    return { ...problem, title: problem.title || t("problem.title") };
  }
  if (error instanceof ApiError) {
    return {
      ...error.problem,
      title: t("problem.unreachableTitle"),
      detail: t("problem.unreachableText"),
      remedy: t("problem.unreachableRemedy"),
    };
  }
  return {
    status: 0,
    code: error instanceof Error ? `${error.name}: ${error.message}` : String(error),
    title: t("problem.pageTitle"),
    detail: t("problem.pageText"),
    remedy: t("problem.pageRemedy"),
  };
}
