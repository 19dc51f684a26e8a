/** One unit: how far it is on its route, and every run it ever had. */
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { UnitDetail } from "../../app/contract.ts";
import { unitQuery } from "../../app/queries.ts";
import { OpenCaseLink } from "../../parts/open-case-link.tsx";
import { Fact, Facts, Page, Section } from "../../parts/page.tsx";
import { QueryView } from "../../parts/query-view.tsx";
import { TimeText } from "../../parts/time-text.tsx";
import { RouteProgress } from "./route-progress.tsx";
import { Timeline } from "./timeline.tsx";
import { UnitLife } from "./unit-life.tsx";
import "./units.css";

/** The unit of the address: facts, route, timeline. */
export function UnitPage() {
  const { t } = useTranslation();
  const { id } = useParams({ from: "/units/$id" });
  const query = useQuery(unitQuery(id));
  const serial = query.data?.serialNumber ?? "";
  return (
    <Page
      title={`${t("unit.title")} ${serial}`}
      heading={
        <>
          {t("unit.title")} <span className="mono">{serial}</span>
        </>
      }
      actions={query.data === undefined ? null : <OpenAbout unit={query.data} />}
    >
      <QueryView query={query} what={t("unit.title")}>
        {(unit) => <WholeUnit unit={unit} />}
      </QueryView>
    </Page>
  );
}

function OpenAbout({ unit: { serialNumber, partNumber } }: { unit: UnitDetail }) {
  const { t } = useTranslation();
  const title = t("cases.aboutUnit", { serial: serialNumber });
  return (
    <OpenCaseLink about={{ partNumber, serialNumbers: serialNumber, title }}>
      {t("cases.openAbout")}
    </OpenCaseLink>
  );
}

function WholeUnit({ unit }: { unit: UnitDetail }) {
  const { t } = useTranslation();
  return (
    <>
      <section className="section section-body unit-facts">
        <Facts>
          <Fact name={t("column.status")}>
            <strong>{t(`unitStatus.${unit.status}`)}</strong>
            {unit.holds === 0 ? null : (
              <p className="unit-hold">{t("life.holdCount", { count: unit.holds })}</p>
            )}
          </Fact>
          <Fact name={t("life.cycle")}>
            {unit.cycle === "build" ? t("life.build") : unit.cycle}
          </Fact>
          <Fact name={t("unit.part")}>
            <Link to="/products" hash={unit.partNumber}>
              {unit.partNumber}
            </Link>
          </Fact>
          {unit.revision === undefined ? null : (
            <Fact name={t("unit.revision")}>{unit.revision}</Fact>
          )}
          <Fact name={t("unit.order")}>
            {unit.orderId === undefined ? (
              t("app.none")
            ) : (
              <Link to="/orders/$id" params={{ id: unit.orderId }}>
                {unit.orderId}
              </Link>
            )}
          </Fact>
          <Fact name={t("unit.created")}>
            <TimeText at={unit.createdAt} detail="date-time" />
          </Fact>
          <Fact name={t("unit.runCount")}>
            <Link to="/runs" search={{ serialNumber: unit.serialNumber }}>
              {unit.runs}
            </Link>
          </Fact>
        </Facts>
      </section>
      <RouteProgress unit={unit} />
      <Section title={t("unit.timeline")}>
        <Timeline runs={unit.timeline} />
      </Section>
      <UnitLife unit={unit} />
    </>
  );
}
