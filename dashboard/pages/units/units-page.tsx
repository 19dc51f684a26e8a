/** Finds a unit by its serial number; without one, shows who was tested lately. */
import { Button, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, Navigate, useNavigate, useSearch } from "@tanstack/react-router";
import type { FormEvent } from "react";
import { useTranslation } from "react-i18next";
import type { UnitSummary } from "../../app/contract.ts";
import { unitsQuery } from "../../app/queries.ts";
import { useLive } from "../../live/use-live.ts";
import { EmptyNote } from "../../parts/notice.tsx";
import { Page, Section, TableScroll } from "../../parts/page.tsx";
import { QueryView } from "../../parts/query-view.tsx";
import { RunTable } from "../../parts/run-table.tsx";
import { TimeText } from "../../parts/time-text.tsx";
import "./units.css";

/** The search of the address, or the units tested lately. */
export function UnitsPage() {
  const { t } = useTranslation();
  const { serialNumber = "" } = useSearch({ from: "/units" });
  return (
    <Page title={t("units.title")} lead={t("units.lead")}>
      <FindForm key={serialNumber} serialNumber={serialNumber} />
      {serialNumber === "" ? <TestedLately /> : <Found serialNumber={serialNumber} />}
    </Page>
  );
}

function FindForm({ serialNumber }: { serialNumber: string }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const wanted = String(new FormData(event.currentTarget).get("serialNumber") ?? "").trim();
    void navigate({ to: "/units", search: wanted === "" ? {} : { serialNumber: wanted } });
  };
  return (
    <form className="find-unit" onSubmit={submit}>
      <TextInput
        name="serialNumber"
        label={t("filter.serial")}
        placeholder={t("filter.serialHint")}
        defaultValue={serialNumber}
        autoComplete="off"
      />
      <Button type="submit" variant="default">
        {t("units.find")}
      </Button>
    </form>
  );
}

function Found({ serialNumber }: { serialNumber: string }) {
  const { t } = useTranslation();
  const query = useQuery(unitsQuery(serialNumber));
  return (
    <QueryView query={query} what={t("units.title")}>
      {({ items }) => <FoundUnits units={items} serialNumber={serialNumber} />}
    </QueryView>
  );
}

interface FoundUnitsProps {
  readonly units: readonly UnitSummary[];
  readonly serialNumber: string;
}

/** Exactly one goes straight on; the same serial of several part numbers is a choice. */
function FoundUnits({ units, serialNumber }: FoundUnitsProps) {
  const { t } = useTranslation();
  const [first, second] = units;
  if (first === undefined) {
    return (
      <EmptyNote title={t("units.empty", { serial: serialNumber })} hint={t("units.emptyHint")} />
    );
  }
  if (second === undefined) return <Navigate to="/units/$id" params={{ id: first.id }} replace />;
  return (
    <Section title={t("units.title")}>
      <TableScroll label={t("units.title")}>
        <table className="rows">
          <thead>
            <tr>
              <th>{t("column.serial")}</th>
              <th>{t("column.part")}</th>
              <th>{t("column.status")}</th>
              <th className="right">{t("column.runs")}</th>
              <th>{t("column.created")}</th>
            </tr>
          </thead>
          <tbody>
            {units.map((unit) => (
              <tr key={unit.id}>
                <td>
                  <Link className="mono" to="/units/$id" params={{ id: unit.id }}>
                    {unit.serialNumber}
                  </Link>
                </td>
                <td>{unit.partNumber}</td>
                <td>{t(`unitStatus.${unit.status}`)}</td>
                <td className="right num">{unit.runs}</td>
                <td>
                  <TimeText at={unit.createdAt} detail="date-time" />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableScroll>
    </Section>
  );
}

function TestedLately() {
  const { t } = useTranslation();
  const runs = useLive((state) => state.recent);
  if (runs.length === 0) {
    return <EmptyNote title={t("units.recentEmpty")} hint={t("units.recentEmptyHint")} />;
  }
  const latest = [...new Map(runs.toReversed().map((run) => [run.unitId ?? run.id, run])).values()];
  return (
    <Section title={t("units.recent")}>
      <RunTable runs={latest.toReversed()} label={t("units.recent")} />
    </Section>
  );
}
