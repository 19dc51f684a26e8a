/** Verdicts and outcomes: shape, word and colour together, never colour alone. */
import { useTranslation } from "react-i18next";
import type { Outcome } from "../app/contract.ts";
import "./outcome.css";

/** Everything a run or a measurement can be. */
export type OutcomeWord = Outcome | "unjudged";

const PATHS: Readonly<Record<OutcomeWord, string>> = {
  pass: "M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1Zm-1.1 10.2L3.8 8.1l1.2-1.2 1.9 1.9 4.1-4.1 1.2 1.2Z",
  fail: "M8 .6 15.4 8 8 15.4.6 8ZM5.9 4.8 4.8 5.9 6.9 8l-2.1 2.1 1.1 1.1L8 9.1l2.1 2.1 1.1-1.1L9.1 8l2.1-2.1-1.1-1.1L8 6.9Z",
  error: "M8 1.2 15.6 14.6H.4ZM7.2 6v4.4h1.6V6Zm0 5.4V13h1.6v-1.6Z",
  timeout: "M1.5 1.5h13v13h-13ZM7.2 4v4.4l3 1.8.8-1.3-2.2-1.3V4Z",
  aborted: "M1.5 1.5h13v13h-13ZM4.5 7.2v1.6h7V7.2Z",
  unjudged: "M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1Zm0 1.6a5.4 5.4 0 1 1 0 10.8A5.4 5.4 0 0 1 8 2.6Z",
  running: "M8 1a7 7 0 1 0 7 7h-1.6A5.4 5.4 0 1 1 8 2.6Z",
};

/** The shape alone; always beside its word. */
export function OutcomeMark({ outcome }: { outcome: OutcomeWord }) {
  return (
    <svg className={`outcome-mark is-${outcome}`} viewBox="0 0 16 16" aria-hidden="true">
      <path d={PATHS[outcome]} fillRule="evenodd" />
    </svg>
  );
}

/** Shape and word, small, for lists. */
export function OutcomeChip({ outcome }: { outcome: OutcomeWord }) {
  const { t } = useTranslation();
  return (
    <span className={`outcome-chip is-${outcome}`}>
      <OutcomeMark outcome={outcome} />
      {t(`outcome.${outcome}`)}
    </span>
  );
}

/** The flag of a run that the rig gave a verdict and the limits could not judge. */
export function UnjudgedChip() {
  const { t } = useTranslation();
  return (
    <span className="unjudged-chip" title={t("mismatch.unjudgedHint")}>
      <OutcomeMark outcome="unjudged" /> {t("mismatch.unjudgedChip")}
    </span>
  );
}

/** The flag of a run where the rig and the limits disagree. */
export function MismatchChip() {
  const { t } = useTranslation();
  return (
    <span className="mismatch-chip" title={t("mismatch.hint")}>
      <span aria-hidden="true">≠</span> {t("mismatch.chip")}
    </span>
  );
}
