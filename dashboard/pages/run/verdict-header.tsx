import { useTranslation } from "react-i18next";
import type { RunDetail } from "../../app/contract.ts";
import { disagreementOf } from "../../parts/disagreement.ts";
import { RunReason } from "../../parts/lists/run-table.tsx";
import { OutcomeChip, OutcomeMark, type OutcomeWord } from "../../parts/outcome.tsx";

/** The outcome large; beside it what the limits say and what the rig said, both kept. */
export function VerdictHeader({ run }: { run: RunDetail }) {
  const { t } = useTranslation();
  return (
    <section className="run-verdicts" aria-label={t("run.decided")}>
      <div className={`run-outcome is-${run.outcome}`}>
        <OutcomeMark outcome={run.outcome} />
        <span>{t(`outcome.${run.outcome}`)}</span>
      </div>
      <VerdictOf name={t("run.computed")} word={run.computed} />
      <VerdictOf name={t("run.reported")} word={run.reported} />
      <div className="run-verdict">
        <p className="caption">{t("run.completion")}</p>
        <p>{t(`completion.${run.completion}`)}</p>
      </div>
      <div className="run-why">
        <WhyNotBoth run={run} />
        <RunReason run={run} />
      </div>
    </section>
  );
}

function WhyNotBoth({ run }: { run: RunDetail }) {
  const { t } = useTranslation();
  const disagreement = disagreementOf(run);
  if (disagreement === undefined || run.reported === undefined) return null;
  const reported = t(`outcome.${run.reported}`).toUpperCase();
  if (disagreement === "not-judged" || run.computed === undefined) {
    return (
      <p>
        <strong>{t("mismatch.unjudgedText", { reported })}</strong> {t("mismatch.unjudgedHint")}
      </p>
    );
  }
  const computed = t(`outcome.${run.computed}`).toUpperCase();
  return (
    <p className="run-mismatch">
      <strong>{t("mismatch.text", { reported, computed })}</strong> {t("mismatch.hint")}
    </p>
  );
}

function VerdictOf({ name, word }: { name: string; word: OutcomeWord | undefined }) {
  const { t } = useTranslation();
  return (
    <div className="run-verdict">
      <p className="caption">{name}</p>
      {word === undefined ? (
        <p className="muted">{t("run.notReported")}</p>
      ) : (
        <OutcomeChip outcome={word} />
      )}
    </div>
  );
}
