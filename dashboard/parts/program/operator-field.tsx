/** Who it is that answers or aborts. */
import { useTranslation } from "react-i18next";

interface OperatorFieldProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/** Who it is, until there are logins; remembered in this tab. */
export function OperatorField({ value, onChange }: OperatorFieldProps) {
  const { t } = useTranslation();
  return (
    <label className="program-field">
      <span>{t("program.by")}</span>
      <input
        value={value}
        required
        maxLength={200}
        autoComplete="off"
        placeholder={t("program.byMissing")}
        title={t("program.byHint")}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    </label>
  );
}
