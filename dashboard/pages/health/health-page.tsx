/** What is stored, what is owed to whom, and how well the gateway knows the time. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { HealthView } from "../../app/contract.ts";
import { healthQuery } from "../../app/queries.ts";
import { asRead, formatCount } from "../../measure/number-format.ts";
import { AlarmList } from "../../parts/alarms/alarm-list.tsx";
import { Fact, Facts, Page, Section } from "../../parts/page.tsx";
import { QueryView } from "../../parts/query-view.tsx";
import { RemedyText } from "../../parts/remedy-text.tsx";
import { RigLink } from "../../parts/rig-link.tsx";
import { TimeText } from "../../parts/time-text.tsx";
import { useWord } from "../../parts/use-word.ts";
import { QuarantineSection } from "./quarantine-section.tsx";
import { SinkList } from "./sink-list.tsx";
import "./health.css";

/** Ledger, sinks with their accounts, gateway and rigs. */
export function HealthPage() {
  const { t } = useTranslation();
  const query = useQuery(healthQuery);
  return (
    <Page
      title={t("health.title")}
      lead={t("health.lead")}
      actions={
        <p className="health-links">
          <a href="/api/v1/reference">{t("health.reference")}</a>
          <a href="/api/v1/openapi.json">{t("health.openapi")}</a>
        </p>
      }
    >
      <QueryView query={query} what={t("health.title")}>
        {(health) => (
          <>
            <Alarms alarms={health.alarms} />
            <Ledger ledger={health.ledger} />
            <SinkList sinks={health.sinks} />
            <QuarantineSection sinks={health.sinks} />
            <div className="columns">
              <Gateway gateway={health.gateway} />
              <Rigs rigs={health.rigs} />
            </div>
          </>
        )}
      </QueryView>
    </Page>
  );
}

function Alarms({ alarms }: { alarms: HealthView["alarms"] }) {
  const { t } = useTranslation();
  return (
    <Section title={t("alarms.title")} aside={<Link to="/alarms">{t("alarms.all")}</Link>}>
      {alarms.length === 0 ? (
        <p className="section-body muted">{t("alarms.none")}</p>
      ) : (
        <AlarmList alarms={alarms} />
      )}
    </Section>
  );
}

function Ledger({ ledger }: { ledger: HealthView["ledger"] }) {
  const { t } = useTranslation();
  const figures = [
    { name: t("health.head"), value: `#${formatCount(ledger.head)}` },
    { name: t("health.telemetryHead"), value: formatCount(ledger.telemetryHead) },
    { name: t("health.commitP50"), value: asRead(ledger.commitMsP50.toFixed(1)), unit: "ms" },
    { name: t("health.commitP99"), value: asRead(ledger.commitMsP99.toFixed(1)), unit: "ms" },
    { name: t("health.queued"), value: formatCount(ledger.queued) },
  ];
  return (
    <Section
      title={t("health.ledger")}
      aside={
        <p className="muted health-directory">
          {t("health.directory")} <span className="mono">{ledger.directory}</span>
        </p>
      }
    >
      {ledger.fault === undefined ? null : (
        <div className="sink-fault" role="alert">
          <strong>{ledger.fault.message}</strong>
          <p>
            <RemedyText text={ledger.fault.remedy} />{" "}
            <span className="mono">{ledger.fault.code}</span>
          </p>
        </div>
      )}
      <dl className="figures">
        {figures.map((figure) => (
          <div key={figure.name} className="figure">
            <dt>{figure.name}</dt>
            <dd className="num">
              {figure.value}
              {figure.unit === undefined ? null : <span className="unit">{figure.unit}</span>}
            </dd>
          </div>
        ))}
      </dl>
    </Section>
  );
}

function Gateway({ gateway }: { gateway: HealthView["gateway"] }) {
  const { t } = useTranslation();
  const word = useWord();
  return (
    <Section title={t("health.gateway")}>
      <div className="section-body">
        <Facts>
          <Fact name={t("health.version")}>
            {gateway.version}
            {gateway.demo ? <span className="demo-tag">{t("app.demo")}</span> : null}
          </Fact>
          <Fact name={t("health.startedAt")}>
            <TimeText at={gateway.startedAt} detail="date-time" />
          </Fact>
          <Fact name={t("health.clock")}>
            {[
              word("clock", gateway.clockState),
              gateway.clock?.source,
              gateway.clock?.steps ? t("health.steps", { count: gateway.clock.steps }) : undefined,
            ]
              .filter((part) => part !== undefined)
              .join(" · ")}
          </Fact>
          <Fact name={t("health.site")}>{gateway.site}</Fact>
          <Fact name={t("health.zone")}>{gateway.timeZone}</Fact>
          {gateway.certificate === undefined ? null : (
            <Fact name={t("health.certificate")} wide>
              {t(gateway.certificate.selfSigned ? "health.ownUntil" : "health.until")}{" "}
              <TimeText at={gateway.certificate.validUntil} detail="date-time" />
              <br />
              <span className="mono">{gateway.certificate.fingerprint}</span>
            </Fact>
          )}
          <Fact name={t("health.id")} wide>
            <span className="mono">{gateway.id}</span>
          </Fact>
          <Fact name={t("health.log")} wide>
            <span className="mono">{gateway.logId}</span>
          </Fact>
        </Facts>
      </div>
    </Section>
  );
}

function Rigs({ rigs }: { rigs: HealthView["rigs"] }) {
  const { t } = useTranslation();
  return (
    <Section title={t("health.rigs")}>
      <ul className="health-rigs">
        {rigs.map((rig) => (
          <li key={rig.name}>
            <Link to="/rigs" hash={rig.name}>
              {rig.title}
            </Link>
            <span className="muted mono">{rig.name}</span>
            <RigLink link={rig.link} />
          </li>
        ))}
      </ul>
    </Section>
  );
}
