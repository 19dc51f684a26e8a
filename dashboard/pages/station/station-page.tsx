/** The first screen: every rig of the line, live, and the runs just stored. */
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { RigView } from "../../app/contract.ts";
import { useLink, useLive } from "../../live/use-live.ts";
import { RunTable } from "../../parts/lists/run-table.tsx";
import { EmptyNote } from "../../parts/notice.tsx";
import { Section } from "../../parts/page.tsx";
import { RigPanels } from "./rig-panel.tsx";
import "./station.css";

/** The line: a panel per rig, the latest runs under them. */
export function StationPage() {
  const { t } = useTranslation();
  return (
    <div className="station">
      <h1 className="visually-hidden">{t("station.title")}</h1>
      <Rigs />
      <RecentRuns />
    </div>
  );
}

function Rigs() {
  const { t } = useTranslation();
  const rigs = useLive((state) => state.rigs);
  const isKnown = useLive((state) => state.gateway !== undefined);
  const { status } = useLink();
  if (!isKnown) {
    const title = status === "reconnecting" ? t("problem.unreachableTitle") : t("station.opening");
    const hint =
      status === "reconnecting" ? t("problem.unreachableRemedy") : t("station.openingHint");
    return <EmptyNote title={title} hint={hint} />;
  }
  if (rigs.length === 0) {
    return <EmptyNote title={t("station.noRigs")} hint={t("station.noRigsHint")} />;
  }
  return (
    <div className="rig-panels">
      {stationsOf(rigs).map((rig) => (
        <RigPanels key={rig.name} rig={rig} />
      ))}
    </div>
  );
}

/** An instrument of a driven rig tests nothing by itself: it stands on the page of rigs. */
function stationsOf(rigs: readonly RigView[]): readonly RigView[] {
  const instruments = new Set(rigs.flatMap(({ program }) => program?.instruments ?? []));
  return rigs.filter(({ name }) => !instruments.has(name));
}

function RecentRuns() {
  const { t } = useTranslation();
  const runs = useLive((state) => state.recent);
  return (
    <Section
      title={t("station.recent")}
      aside={runs.length === 0 ? null : <Link to="/runs">{t("station.allRuns")}</Link>}
    >
      {runs.length === 0 ? (
        <p className="section-body muted">{t("station.recentEmpty")}</p>
      ) : (
        <RunTable runs={runs.slice(0, 12)} label={t("station.recent")} />
      )}
    </Section>
  );
}
