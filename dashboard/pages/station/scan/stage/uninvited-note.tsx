/** A run that nobody scanned for, or that should not have been, is told as such. */
import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import type { CheckView, RunSummary } from "../../../../app/contract.ts";

/** Nothing for a run that was armed for, or of a rig without demands. */
export function UninvitedNote({ run }: { readonly run: RunSummary }) {
  const { t } = useTranslation();
  const causes = run.invitation?.uninvited;
  if (causes === undefined) return null;
  const words = causes.map((cause) => wordOf(cause, t)).join(", ");
  return (
    <p className="uninvited" role="status">
      <span aria-hidden="true">! </span>
      {t("work.uninvited", { causes: words })}
    </p>
  );
}

function wordOf(cause: string, t: TFunction): string {
  if (cause === "not-armed") return t("work.notArmed");
  return t(`scan.check.${cause as CheckView["check"]}`);
}
