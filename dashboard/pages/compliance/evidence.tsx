import { Button, NativeSelect, Textarea, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { apiAddress, changeApi } from "../../app/api.ts";
import type { EvidenceView } from "../../app/contract.ts";
import { EmptyNote } from "../../parts/notice.tsx";
import { Section, TableScroll } from "../../parts/page.tsx";
import { ProblemPanel } from "../../parts/problem-panel.tsx";
import { QueryView } from "../../parts/query-view.tsx";
import { useWord } from "../../parts/use-word.ts";
import { evidenceQuery, shipmentsQuery } from "./queries.ts";

/** Scope → completeness → seal → download. */
export function Evidence() {
  const { t } = useTranslation();
  const query = useQuery(evidenceQuery);
  return (
    <Section title={t("compliance.evidence")} hint={t("compliance.evidenceHint")}>
      <DraftForm />
      <QueryView query={query} what={t("compliance.evidence")}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyNote title={t("compliance.noPackages")} hint={t("compliance.noPackagesHint")} />
          ) : (
            <Packages items={items} />
          )
        }
      </QueryView>
    </Section>
  );
}

function DraftForm() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [orderId, setOrder] = useState("");
  const [shipmentId, setShipment] = useState("");
  const [list, setList] = useState("");
  const serialNumbers = list.split(/\s+/).filter((each) => each !== "");
  const scopes = [
    ...(orderId.trim() === "" ? [] : [{ orderId: orderId.trim() }]),
    ...(shipmentId === "" ? [] : [{ shipmentId }]),
    ...(serialNumbers.length === 0 ? [] : [{ serialNumbers }]),
  ];
  const [scope] = scopes.length === 1 ? scopes : [];
  const draft = useMutation({
    mutationFn: (about: (typeof scopes)[number]) =>
      changeApi("post", "/evidence", { body: { scope: about } }),
    onSuccess: () => client.invalidateQueries({ queryKey: evidenceQuery.queryKey }),
  });
  return (
    <form
      className="section-body compliance-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (scope !== undefined) draft.mutate(scope);
      }}
    >
      <TextInput
        label={t("compliance.order")}
        value={orderId}
        onChange={(event) => setOrder(event.currentTarget.value)}
        autoComplete="off"
      />
      <ShipmentChoice value={shipmentId} onChange={setShipment} />
      <Textarea
        label={t("compliance.serials")}
        value={list}
        onChange={(event) => setList(event.currentTarget.value)}
        rows={2}
      />
      <Button type="submit" variant="default" disabled={scope === undefined || draft.isPending}>
        {t("compliance.draft")}
      </Button>
      {draft.isError ? <ProblemPanel error={draft.error} /> : null}
    </form>
  );
}

interface ShipmentChoiceProps {
  readonly value: string;
  readonly onChange: (id: string) => void;
}

function ShipmentChoice({ value, onChange }: ShipmentChoiceProps) {
  const { t } = useTranslation();
  const shipments = useQuery(shipmentsQuery).data?.items ?? [];
  return (
    <NativeSelect
      label={t("compliance.shipment")}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      data={[
        { value: "", label: t("compliance.noShipment") },
        ...shipments.map(({ id, reference, units: count }) => ({
          value: id,
          label: t("compliance.shipmentUnits", { reference, count }),
        })),
      ]}
    />
  );
}

function Packages({ items }: { readonly items: readonly EvidenceView[] }) {
  const { t } = useTranslation();
  const word = useWord();
  return (
    <TableScroll label={t("compliance.evidence")}>
      <table className="compliance-table">
        <thead>
          <tr>
            <th scope="col">{t("compliance.package")}</th>
            <th scope="col">{t("compliance.scope")}</th>
            <th scope="col">{t("compliance.completeness")}</th>
            <th scope="col">{t("compliance.status")}</th>
            <th scope="col">{t("compliance.what")}</th>
          </tr>
        </thead>
        <tbody>
          {items.map((item) => (
            <tr key={item.id}>
              <td className="num">{item.number}</td>
              <td>
                <Scope scope={item.scope} />
              </td>
              <td>
                <Completeness item={item} />
              </td>
              <td>{word("evidenceState", item.state)}</td>
              <td>
                <NextStep item={item} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableScroll>
  );
}

function Scope({ scope }: Pick<EvidenceView, "scope">) {
  const { t } = useTranslation();
  if (scope.orderId !== undefined) return t("compliance.scopeOrder", { id: scope.orderId });
  if (scope.unitId !== undefined) return t("compliance.scopeUnit", { id: scope.unitId });
  if (scope.shipmentId !== undefined) {
    return t("compliance.scopeShipment", { id: scope.shipmentId });
  }
  return t("compliance.scopeSerials", { count: scope.serialNumbers?.length ?? 0 });
}

function Completeness({ item: { contents } }: { readonly item: EvidenceView }) {
  const { t } = useTranslation();
  if (contents === undefined) return "";
  const { units, unitsAsked: asked, runs, entries, gaps } = contents;
  return (
    <>
      {t("compliance.complete", { units, asked, runs, entries })}
      <br />
      <span className="muted" title={gaps.join("\n")}>
        {t("compliance.gaps", { count: gaps.length })}
      </span>
    </>
  );
}

/** What can be done with a package now. */
function NextStep({ item }: { readonly item: EvidenceView }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const seal = useMutation({
    mutationFn: () =>
      changeApi("post", "/evidence/{id}/seal", { params: { id: item.id }, body: {} }),
    onSuccess: () => client.invalidateQueries({ queryKey: evidenceQuery.queryKey }),
  });
  const { progress, fault, number } = item;
  if (progress !== undefined) {
    const { step, done, total } = progress;
    return (
      <span role="status">
        {t("compliance.progress", { step, done, total })}
        <progress max={Math.max(total, 1)} value={done} aria-label={number} />
      </span>
    );
  }
  if (item.seal !== undefined) {
    return (
      <a className="compliance-link" href={apiAddress(`/evidence/${item.id}/package`)} download>
        {t("compliance.download", { number })}
      </a>
    );
  }
  return (
    <>
      <Button variant="default" disabled={seal.isPending} onClick={() => seal.mutate()}>
        {t("compliance.seal")}
      </Button>
      {fault === undefined ? null : <p className="compliance-fault">{fault.message}</p>}
      {seal.isError ? <ProblemPanel error={seal.error} /> : null}
    </>
  );
}
