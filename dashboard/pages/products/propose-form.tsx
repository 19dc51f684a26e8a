/** Proposes other bounds for one measurement: a draft of a limit set, which judges nothing yet. */
import { Button, NativeSelect, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import type { LimitsView, ProductView } from "../../app/contract.ts";
import { Section } from "../../parts/page.tsx";
import { ProblemPanel } from "../../parts/problem-panel.tsx";
import {
  limitSetQuery,
  limitsIn,
  type NamedLimits,
  saveLimitSet,
  type VersionSummary,
} from "./controlled-queries.ts";

interface ProposeFormProps {
  /** Versions of the limit set there is, the highest first; none where there is none. */
  readonly items: readonly VersionSummary[];
  readonly place: { readonly partNumber: string; readonly operation: string };
  readonly procedure: ProductView["procedures"][number];
}

/** Of numbers only: a text is not proposed here. */
export function ProposeForm({ items, place, procedure }: ProposeFormProps) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const latest = items[0];
  const id = latest?.id ?? `${place.partNumber}/${place.operation}`;
  const known = useQuery({ ...limitSetQuery(id, latest?.version ?? 0), enabled: items.length > 0 });
  const version = nextVersion(latest);
  const save = useMutation({
    mutationFn: saveLimitSet,
    onSuccess: () => client.invalidateQueries({ queryKey: ["controlled"] }),
  });
  const measured = procedure.measurements.filter(({ limits }) => limits.text === undefined);
  const [measurement, setMeasurement] = useState(measured[0]?.id ?? "");
  const base = known.data === undefined ? [] : limitsIn(known.data);
  const now = limitsNow(base, measured, measurement);
  if (now === undefined) return null;
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const proposed = { measurement, limits: withBounds(now, new FormData(event.currentTarget)) };
    const limits = [...base.filter((each) => each.measurement !== measurement), proposed];
    const expectedVersion = known.data?.recordVersion ?? 0;
    save.mutate({ id, version, expectedVersion, content: { ...place, limits } });
  };
  return (
    <Section title={t("limitSets.propose")} hint={t("limitSets.saveHint", { version })}>
      <div className="section-body">
        <form className="propose-form" onSubmit={submit} aria-label={t("limitSets.propose")}>
          <NativeSelect
            label={t("limitSets.measurement")}
            value={measurement}
            onChange={(event) => setMeasurement(event.currentTarget.value)}
            data={measured.map((each) => ({ value: each.id, label: each.name }))}
          />
          <Bounds key={measurement} limits={now} />
          <Button type="submit" variant="default" loading={save.isPending}>
            {t("limitSets.save")}
          </Button>
          {save.isError ? <ProblemPanel error={save.error} /> : null}
          {save.isSuccess ? <p role="status">✓ {t("limitSets.done")}</p> : null}
        </form>
      </div>
    </Section>
  );
}

function Bounds({ limits }: { limits: LimitsView }) {
  const { t } = useTranslation();
  const { low, high } = limits.specification ?? limits.acceptance ?? {};
  const unit = limits.unit === "" ? "" : ` (${limits.unit})`;
  return (
    <>
      {low === undefined ? null : (
        <TextInput
          name="low"
          label={`${t("limitSets.low")}${unit}`}
          defaultValue={low}
          inputMode="decimal"
          required
        />
      )}
      {high === undefined ? null : (
        <TextInput
          name="high"
          label={`${t("limitSets.high")}${unit}`}
          defaultValue={high}
          inputMode="decimal"
          required
        />
      )}
    </>
  );
}

/** A draft is written again; anything else is followed by a version of its own. */
function nextVersion(latest: VersionSummary | undefined): number {
  if (latest === undefined) return 1;
  return latest.status === "draft" ? latest.version : latest.version + 1;
}

function limitsNow(
  base: readonly NamedLimits[],
  measured: ProductView["procedures"][number]["measurements"],
  measurement: string,
): LimitsView | undefined {
  const own = measured.find(({ id }) => id === measurement)?.limits;
  return base.find((each) => each.measurement === measurement)?.limits ?? own;
}

/** The specification that was typed; a guard band or a warning of the old one would not fit it. */
function withBounds({ comparator, unit }: LimitsView, form: FormData): LimitsView {
  const bound = (name: "low" | "high") => {
    const text = form.get(name);
    return text === null ? {} : { [name]: Number(String(text).replace(",", ".")) };
  };
  return { comparator, unit, specification: { ...bound("low"), ...bound("high") } };
}
