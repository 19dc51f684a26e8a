/** The order detective: a quantity that a person reads on a device, found in its registers. */
import { useMutation, useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { changeApi } from "../../app/api.ts";
import type { ProbedRegistersView, ProbedTextView } from "../../app/contract.ts";
import { portsQuery } from "../../app/queries.ts";
import { Page } from "../../parts/page.tsx";
import { ProblemPanel } from "../../parts/problem-panel.tsx";
import { QueryView } from "../../parts/query-view.tsx";
import { type Look, nextLook } from "./narrow-fits.ts";
import { ProbeFields } from "./probe-fields.tsx";
import { RegistersResult } from "./registers-result.tsx";
import { TextResult } from "./text-result.tsx";
import { type ProbeForm, registersQuestion, textQuestion, useProbeForm } from "./use-probe-form.ts";
import "./probe.css";

const route = getRouteApi("/rigs/probe");

/** The form above, what was found below; nothing is kept but in this page. */
export function ProbePage() {
  const { t } = useTranslation();
  const ports = useQuery(portsQuery);
  return (
    <Page
      title={t("probe.title")}
      lead={t("probe.lead")}
      actions={<Link to="/rigs">{t("probe.toRigs")}</Link>}
    >
      <QueryView query={ports} what={t("probe.port")}>
        {({ items }) => <Probe ports={items} />}
      </QueryView>
    </Page>
  );
}

type Found =
  | { readonly kind: "registers"; readonly answer: ProbedRegistersView; readonly look: Look }
  | { readonly kind: "text"; readonly answer: ProbedTextView };

function Probe({ ports }: Pick<Parameters<typeof ProbeFields>[0], "ports">) {
  const { port } = route.useSearch();
  const { form, set } = useProbeForm(port);
  const [look, setLook] = useState<Look>();
  const asking = useMutation({
    mutationFn: async (asked: ProbeForm): Promise<Found> => {
      if (asked.kind === "text") {
        const answer = await changeApi("post", "/probe/text", { body: textQuestion(asked) });
        return { kind: "text", answer };
      }
      const { value = "", ...place } = registersQuestion(asked);
      const body = value === "" ? place : { ...place, value };
      const answer = await changeApi("post", "/probe", { body });
      const next = nextLook(look, { place: JSON.stringify(place), value }, answer);
      setLook(next);
      return { kind: "registers", answer, look: next };
    },
  });
  return (
    <>
      <ProbeFields
        {...{ form, set, ports }}
        isBusy={asking.isPending}
        onGo={() => asking.mutate(form)}
      />
      <div className="probe-found" aria-live="polite" aria-busy={asking.isPending}>
        {asking.isError ? (
          <ProblemPanel error={asking.error} onRetry={() => asking.mutate(form)} />
        ) : null}
        {asking.data === undefined || asking.isError ? null : <Result found={asking.data} />}
      </div>
    </>
  );
}

function Result({ found }: { readonly found: Found }) {
  if (found.kind === "text") return <TextResult answer={found.answer} />;
  return <RegistersResult answer={found.answer} look={found.look} />;
}
