/** One station: scan a unit, see every interlock, see for whom the rig is armed, and test. */
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { StationDetail } from "../../../app/contract.ts";
import { useLive } from "../../../live/use-live.ts";
import { QueryView } from "../../../parts/query-view.tsx";
import { RigPanels } from "../rig-panel.tsx";
import { ArmedBanner } from "./armed-banner.tsx";
import { CheckList } from "./check-list.tsx";
import { DueList } from "./due-list.tsx";
import { ScanForm } from "./scan-form.tsx";
import { stationQuery } from "./station-query.ts";
import { useScan } from "./use-scan.ts";
import "../station.css";
import "./scan.css";

/** The page of the station in the address. */
export function ScanPage() {
  const { id } = useParams({ strict: false });
  const { t } = useTranslation();
  const query = useQuery(stationQuery(id ?? ""));
  return (
    <div className="station">
      <QueryView query={query} what={t("station.title")}>
        {(station) => <Station station={station} onChange={() => void query.refetch()} />}
      </QueryView>
    </div>
  );
}

interface StationProps {
  readonly station: StationDetail;
  readonly onChange: () => void;
}

function Station({ station, onChange }: StationProps) {
  const { t } = useTranslation();
  const scan = useScan(station, onChange);
  const rigs = useLive((state) => state.rigs);
  const own = rigs.filter(({ name }) => station.rigs.some((rig) => rig.name === name));
  return (
    <>
      <header className="scan-head">
        <h1>{station.title}</h1>
        {station.shift === undefined ? null : (
          <p className="muted">{t("scan.shift", { shift: station.shift })}</p>
        )}
      </header>
      <div className="scan-columns">
        <section className="scan-panel" aria-label={t("scan.field")}>
          <ScanForm scan={scan} />
          <ArmedBanner station={station} />
          {scan.next === undefined ? null : <CheckList next={scan.next} />}
          <DueList station={station} />
        </section>
        <div className="rig-panels">
          {own.map((rig) => (
            <RigPanels key={rig.name} rig={rig} />
          ))}
        </div>
      </div>
    </>
  );
}
