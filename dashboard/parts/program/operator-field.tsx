/** Who it is that answers or aborts. */
import { useTranslation } from "react-i18next";
import type { Operator } from "./use-operator.ts";

/** The name of who is signed in; asked where nobody signs in, and remembered in this tab. */
export function OperatorField({ operator }: { readonly operator: Operator }) {
  const { t } = useTranslation();
  if (operator.isKnown) {
    return (
      <p className="muted">
        {t("work.who")} <strong>{operator.name}</strong>
      </p>
    );
  }
  return (
    <label className="program-field">
      <span>{t("program.by")}</span>
      <input
        value={operator.name}
        required
        maxLength={200}
        autoComplete="off"
        placeholder={t("program.byMissing")}
        title={t("program.byHint")}
        onChange={(event) => operator.say(event.currentTarget.value)}
      />
    </label>
  );
}
