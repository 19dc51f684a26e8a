import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { formatDuration } from "../../../measure/number-format.ts";
import { useUsual } from "../usual/use-usual.ts";
import { downtimeSumQuery } from "./downtime-queries.ts";

/** The downtime of the last 24 hours by reason; nothing where there was none. */
export function DowntimeSums({ station }: { readonly station: string }) {
  const { t } = useTranslation();
  const shown = useUsual();
  const sums = useQuery(downtimeSumQuery(station)).data;
  if (sums === undefined || sums.items.length === 0) return null;
  const unplanned = formatDuration(sums.unplannedMs);
  const planned = formatDuration(sums.plannedMs);
  return (
    <details className="downtime-more">
      <summary>{t("downtime.sums")}</summary>
      <p className="num">{t("downtime.total", { unplanned, planned })}</p>
      <ol>
        {sums.items.map(({ reason, path, count, durationMs, planned: isPlanned }) => (
          <li key={`${reason}/${path.join()}`}>
            <span className="num">{formatDuration(durationMs)}</span>{" "}
            <strong>{path.map(shown).join(" › ")}</strong> <span className="num">× {count}</span>
            {isPlanned ? ` · ${t("downtime.planned")}` : null}
          </li>
        ))}
      </ol>
    </details>
  );
}
