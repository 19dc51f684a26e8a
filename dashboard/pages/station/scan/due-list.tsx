/** All due checks of the shift at one station, the hardest first. */
import { useTranslation } from "react-i18next";
import type { StationDetail } from "../../../app/contract.ts";

/** Says so where nothing is due. */
export function DueList({ station }: { readonly station: StationDetail }) {
  const { t } = useTranslation();
  return (
    <section aria-label={t("scan.due")}>
      <h2 className="due-title">{t("scan.due")}</h2>
      {station.due.length === 0 ? <p className="muted">{t("scan.dueNone")}</p> : null}
      <ul className="checks">
        {station.due.map(({ rig, slot = "", id, title, state, why, mustFail }) => (
          <li key={`${rig}/${slot}/${id}`} className={`check is-${state}`}>
            <span className="check-mark" aria-hidden="true">
              {state === "warning" ? "!" : "✕"}
            </span>
            <div>
              <p className="check-name">
                {title} <span>{t(`scan.state.${state}`)}</span>
              </p>
              <p>
                {rig}
                {slot === "" ? null : ` · ${t("scan.slot")} ${slot}`}: {why}
                {mustFail === undefined ? null : ` (${mustFail.join(", ")})`}
              </p>
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}
