import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { UnitDetail } from "../../app/contract.ts";
import { OutcomeMark, type OutcomeWord } from "../../parts/outcome.tsx";

type Step = UnitDetail["route"][number];

/** The operations in their required order, each with its deciding run. */
export function RouteProgress({ unit }: { unit: UnitDetail }) {
  const { t } = useTranslation();
  return (
    <ol className="route" aria-label={t("unit.route")}>
      {unit.route.map((step, index) => (
        <li key={step.operation} className={`route-step is-${step.state}`}>
          <span className="caption">{index + 1}</span>
          <span className="route-operation">{step.operation}</span>
          <StepState step={step} />
          <span className="muted num">
            {step.attempts === 0 ? null : t("unit.attempts", { count: step.attempts })}
          </span>
        </li>
      ))}
    </ol>
  );
}

function StepState({ step }: { step: Step }) {
  const { t } = useTranslation();
  const outcome: OutcomeWord = step.state === "open" ? "unjudged" : step.state;
  const word = step.state === "open" ? t("unit.open") : t(`outcome.${step.state}`);
  const content = (
    <span className={`outcome-chip is-${outcome}`}>
      <OutcomeMark outcome={outcome} />
      {word}
    </span>
  );
  if (step.runId === undefined) return content;
  return (
    <Link className="plain" to="/runs/$id" params={{ id: step.runId }}>
      {content}
    </Link>
  );
}
