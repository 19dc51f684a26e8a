/** An instruction of a procedure in the language that is shown. */
import { useTranslation } from "react-i18next";

interface SaidTextProps {
  /** As its author wrote it. */
  readonly source: string;
  readonly said: { readonly text: string; readonly isStale: boolean } | undefined;
}

/** A translation of an older text never stands for the source: both are shown, and named. */
export function SaidText({ source, said }: SaidTextProps) {
  const { t } = useTranslation();
  if (said === undefined) return source;
  if (!said.isStale) return said.text;
  return (
    <>
      {source}
      <span className="said-stale">
        <strong>{t("program.staleTranslation")}</strong> {said.text}
      </span>
    </>
  );
}
