import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { apiAddress } from "../../app/api.ts";
import type { RunDetail } from "../../app/contract.ts";
import { runWirePath, runWireQuery } from "../../app/queries.ts";
import { Section } from "../../parts/page.tsx";
import { QueryView } from "../../parts/query-view.tsx";
import { WireView } from "../../parts/wire/wire-view.tsx";

/** What was on each port during the run, where it was kept. */
export function RunWire({ run }: { run: RunDetail }) {
  const ports = Object.keys(run.wireHashes ?? {});
  return ports.map((port) => <PortWire key={port} runId={run.id} port={port} />);
}

function PortWire({ runId, port }: { runId: string; port: string }) {
  const { t } = useTranslation();
  const query = useQuery(runWireQuery(runId, port));
  return (
    <Section
      title={t("wire.title")}
      hint={t("wire.runHint")}
      aside={<span className="muted">{t("wire.ofPort", { port })}</span>}
    >
      <QueryView query={query} what={t("wire.title")}>
        {(content) => <WireView content={content} href={apiAddress(runWirePath(runId, port))} />}
      </QueryView>
    </Section>
  );
}
