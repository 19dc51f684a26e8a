import { useTranslation } from "react-i18next";
import type { AccountView } from "../../app/contract.ts";
import { formatCount } from "../../measure/number-format.ts";
import { OperatorField } from "../../parts/program/operator-field.tsx";
import { useOperator } from "../../parts/program/use-operator.ts";
import { useDecision } from "./use-decision.ts";

/** Everything that one stream of a sink holds, in one decision. */
export function RetryAll({ account }: { readonly account: AccountView }) {
  const { t } = useTranslation();
  const operator = useOperator();
  const decision = useDecision();
  const { sink, stream, quarantined } = account;
  const retry = () => {
    const by = operator.name.trim();
    if (by === "") return decision.refuse(t("program.byMissing"));
    return decision.send("/quarantine/retry", { sink, stream, by });
  };
  return (
    <div className="held-acts">
      <OperatorField operator={operator} />
      <button
        type="button"
        className="command-button"
        disabled={decision.isBusy}
        onClick={() => void retry()}
      >
        {t("quarantine.retryAll", {
          count: quarantined,
          sink,
          stream: t(`stream.${stream}`),
        }).replace(String(quarantined), formatCount(quarantined))}
      </button>
      {decision.told === undefined ? null : (
        <p role={decision.told.isFault ? "alert" : "status"}>{decision.told.text}</p>
      )}
    </div>
  );
}
