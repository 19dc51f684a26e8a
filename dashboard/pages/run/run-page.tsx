/** One run, whole: verdicts, measurements, telemetry, where it went, and the proof it is stored. */
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { RunDetail } from "../../app/contract.ts";
import { runQuery } from "../../app/queries.ts";
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
    >
      <QueryView query={query} what={t("run.title")}>
        {(run) => <WholeRun run={run} />}
      </QueryView>
    </Page>
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
