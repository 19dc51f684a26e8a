/** One run, whole: verdicts, measurements, telemetry, where it went, and the proof it is stored. */
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { apiAddress } from "../../app/api.ts";
import type { RunDetail } from "../../app/contract.ts";
import { runQuery } from "../../app/queries.ts";
import { OpenCaseLink } from "../../parts/open-case-link.tsx";
import { Page } from "../../parts/page.tsx";
import { QueryView } from "../../parts/query-view.tsx";
import { DeliveryBox, ProofBox } from "./proof-box.tsx";
import { RunFacts } from "./run-facts.tsx";
import { RunMeasurements } from "./run-measurements.tsx";
import { RunTelemetry } from "./run-telemetry.tsx";
import { RunWire } from "./run-wire.tsx";
import { VerdictHeader } from "./verdict-header.tsx";
import "./run.css";

/** The run of the address; follows it while it is still open. */
export function RunPage() {
  const { t } = useTranslation();
  const { id } = useParams({ from: "/runs/$id" });
  const query = useQuery(runQuery(id));
  const serial = query.data?.serialNumber;
  const title = serial === undefined ? t("run.title") : `${t("run.title")} ${serial}`;
  return (
    <Page
      title={title}
      heading={
        <>
          {t("run.title")} <span className="run-of">{serial ?? t("run.noUnit")}</span>
        </>
      }
      lead={id}
      actions={query.data === undefined ? null : <OpenAbout run={query.data} />}
    >
      <QueryView query={query} what={t("run.title")}>
        {(run) => <WholeRun run={run} />}
      </QueryView>
    </Page>
  );
}

const HALF_A_DAY_MS = 43_200_000;

/** About all units that met the same place and limits near that run. */
function OpenAbout({ run }: { run: RunDetail }) {
  const { t } = useTranslation();
  const startedMs = Date.parse(run.startedAt);
  const at = (ms: number) => new Date(startedMs + ms).toISOString();
  const { id, operation, station, slot, procedureHash, partNumber, serialNumber } = run;
  const about = {
    ...{ operation, station, slot, procedureHash, partNumber },
    ...{ from: at(-HALF_A_DAY_MS), to: at(HALF_A_DAY_MS) },
    title: t("cases.aboutRun", { serial: serialNumber ?? t("run.noUnit"), operation }),
    description: t("cases.aboutRunText", { id }),
  };
  return (
    <div className="page-actions">
      <OpenCaseLink about={about}>{t("cases.openAbout")}</OpenCaseLink>
      <a className="open-case" href={apiAddress(`/runs/${id}/atml`)} download>
        {t("cases.atml")}
      </a>
    </div>
  );
}

function WholeRun({ run }: { run: RunDetail }) {
  return (
    <>
      <VerdictHeader run={run} />
      <RunFacts run={run} />
      <RunMeasurements run={run} />
      <RunTelemetry run={run} />
      <RunWire run={run} />
      <div className="columns">
        <DeliveryBox run={run} />
        <ProofBox run={run} />
      </div>
    </>
  );
}
