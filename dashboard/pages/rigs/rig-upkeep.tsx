/** What keeps a rig fit, and how its link stood: cycles, calibration, maintenance, history. */
import { queryOptions, useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { getApi } from "../../app/api.ts";
import type { RigView } from "../../app/contract.ts";
import { asRead, formatCount } from "../../measure/number-format.ts";
import { TimeText } from "../../parts/time-text.tsx";
import { useWord } from "../../parts/use-word.ts";

function upkeepQuery(rig: string) {
  return queryOptions({
    queryKey: ["rig", rig, "upkeep"],
    queryFn: ({ signal }) => getApi("/rigs/{name}/upkeep", { params: { name: rig }, signal }),
    refetchInterval: 15_000,
  });
}

const HOUR_MS = 3_600_000;

/** Cycle counts, and what is due of calibration and maintenance. */
export function RigUpkeep({ rig }: { readonly rig: RigView }) {
  const { t } = useTranslation();
  const word = useWord();
  const upkeep = useQuery(upkeepQuery(rig.name)).data;
  if (upkeep === undefined) return null;
  const { runs, testingMs, equipment, maintenance } = upkeep;
  const hours = asRead((testingMs / HOUR_MS).toFixed(1));
  return (
    <>
      <div className="noise">
        <span className="caption">{t("service.cycles")}</span>
        <span className="num">{t("service.cyclesValue", { runs: formatCount(runs), hours })}</span>
      </div>
      <div className="noise">
        <span className="caption">{t("service.calibration")}</span>
        {equipment.length === 0 ? <span className="muted">{t("service.noEquipment")}</span> : null}
        {equipment.map(({ id, title, status, dueOn }) => (
          <span key={id}>
            <span className="mono">{id}</span> {title}: {word("calibrationState", status)}
            {dueOn === undefined ? null : ` · ${dueOn}`}
          </span>
        ))}
      </div>
      {maintenance.length === 0 ? null : (
        <div className="noise">
          <span className="caption">{t("service.maintenance")}</span>
          {maintenance.map(({ id, title, due }) => (
            <span key={id}>
              {title}: {due ?? t("service.notDue")}
            </span>
          ))}
        </div>
      )}
    </>
  );
}

/** How the link changed since the gateway began, the newest first. */
export function LinkHistory({ rig }: { readonly rig: RigView }) {
  const { t } = useTranslation();
  const { linkHistory = [] } = rig;
  if (linkHistory.length === 0) return null;
  return (
    <details className="noise-latest">
      <summary>{t("service.history")}</summary>
      <ol>
        {linkHistory.map(({ at, link, code }) => (
          <li key={`${at}/${link}`}>
            <TimeText at={at} detail="date-time" /> · {t(`rigLink.${link}`)}
            {code === undefined ? null : <span className="mono muted"> {code}</span>}
          </li>
        ))}
      </ol>
    </details>
  );
}
