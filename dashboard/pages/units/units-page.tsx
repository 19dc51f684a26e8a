/** Finds units by serial number or order; without either, shows who was tested lately. */
import { Button, TextInput } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link, Navigate, useNavigate, useSearch } from "@tanstack/react-router";
import type { FormEvent, ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { UnitSummary } from "../../app/contract.ts";
import { type UnitFilters, unitsQuery } from "../../app/queries.ts";
import { useLive } from "../../live/use-live.ts";
import { RunTable } from "../../parts/lists/run-table.tsx";
import { EmptyNote, ReadingNote } from "../../parts/notice.tsx";
import { Page, Section, TableScroll } from "../../parts/page.tsx";
import { ProblemPanel } from "../../parts/problem-panel.tsx";
import { TimeText } from "../../parts/time-text.tsx";
import "./units.css";

/** What the address asks for: units of a serial number or an order, or those tested lately. */
export function UnitsPage() {
  const { t } = useTranslation();
  const filters = useSearch({ from: "/units" });
  const { serialNumber = "", orderId, doneFrom } = filters;
  return (
    <Page title={t("units.title")} lead={t("units.lead")}>
      <FindForm key={serialNumber} serialNumber={serialNumber} />
      {serialNumber === "" && orderId === undefined && doneFrom === undefined ? (
        <TestedLately />
      ) : (
        <Found filters={filters} />
      )}
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

function Found({ filters }: { filters: UnitFilters }) {
  const { t } = useTranslation();
  const query = useInfiniteQuery(unitsQuery(filters));
  const title = useTitle(filters);
  if (query.data === undefined) {
    return query.isError ? (
      <ProblemPanel error={query.error} onRetry={() => void query.refetch()} />
    ) : (
      <ReadingNote what={t("units.title")} />
    );
  }
  const units = query.data.pages.flatMap((page) => page.items);
  const { serialNumber = "", orderId = "" } = filters;
  const [first, second] = units;
  if (first === undefined) {
    return serialNumber === "" ? (
      <EmptyNote title={t("units.emptyOrder", { order: orderId })} hint={t("units.emptyHint")} />
    ) : (
      <EmptyNote title={t("units.empty", { serial: serialNumber })} hint={t("units.emptyHint")} />
    );
  }
  // A serial that only one unit has goes straight on; of several part numbers it is a choice.
  if (serialNumber !== "" && second === undefined) {
    return <Navigate to="/units/$id" params={{ id: first.id }} replace />;
  }
  return (
    <UnitTable units={units} title={title}>
      {query.hasNextPage ? (
        <Button
          variant="default"
          disabled={query.isFetchingNextPage}
          onClick={() => void query.fetchNextPage()}
        >
          {t("units.more")}
        </Button>
      ) : null}
    </UnitTable>
  );
}

/** What the list holds, in words: an order, and which of its units. */
function useTitle({ serialNumber, orderId, status }: UnitFilters): string {
  const { t } = useTranslation();
  if (orderId === undefined) return serialNumber ?? t("units.title");
  const of = t("units.ofOrder", { order: orderId });
  return status === undefined ? of : `${of} · ${t(`unitStatus.${status}`)}`;
}

interface UnitTableProps {
  readonly units: readonly UnitSummary[];
  readonly title: string;
  readonly children: ReactNode;
}

function UnitTable({ units, title, children }: UnitTableProps) {
  const { t } = useTranslation();
  return (
    <Section title={title}>
      <TableScroll label={title}>
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
      <div className="units-more">{children}</div>
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
