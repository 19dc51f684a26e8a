/** Every rig: how its link is, what it said, and what was heard but is no reading. */
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { FaultView, RigView } from "../../app/contract.ts";
import { rigsQuery } from "../../app/queries.ts";
import { useLive } from "../../live/use-live.ts";
import { formatCount } from "../../measure/number-format.ts";
import { AlarmList } from "../../parts/alarms/alarm-list.tsx";
import { EmptyNote } from "../../parts/notice.tsx";
import { OutcomeChip } from "../../parts/outcome.tsx";
import { Fact, Facts, Page } from "../../parts/page.tsx";
import { ProgramBox } from "../../parts/program/program-box.tsx";
import { QueryView } from "../../parts/query-view.tsx";
import { RemedyText } from "../../parts/remedy-text.tsx";
import { RigLink } from "../../parts/rig-link.tsx";
import { SerialLink } from "../../parts/serial-link.tsx";
import { TimeText } from "../../parts/time-text.tsx";
import { useWord } from "../../parts/use-word.ts";
import { RigPace } from "./rig-pace.tsx";
import { OutOfService, RigService } from "./rig-service.tsx";
import { LinkHistory, RigUpkeep } from "./rig-upkeep.tsx";
import { RigWire } from "./rig-wire.tsx";
import "./rigs.css";

/** What is heard live goes before what was read: it is never older. */
export function RigsPage() {
  const { t } = useTranslation();
  const live = useLive((state) => state.rigs);
  const query = useQuery({ ...rigsQuery, enabled: live.length === 0 });
  return (
    <Page
      title={t("rigs.title")}
      lead={t("rigs.lead")}
      actions={
        <p className="rigs-actions">
          <Link to="/alarms">{t("alarms.all")}</Link>
          <Link to="/rigs/probe">{t("probe.open")}</Link>
        </p>
      }
    >
      {live.length > 0 ? (
        <RigList rigs={live} />
      ) : (
        <QueryView query={query} what={t("rigs.title")}>
          {({ items }) => <RigList rigs={items} />}
        </QueryView>
      )}
    </Page>
  );
}

function RigList({ rigs }: { rigs: readonly RigView[] }) {
  const { t } = useTranslation();
  if (rigs.length === 0) {
    return <EmptyNote title={t("station.noRigs")} hint={t("station.noRigsHint")} />;
  }
  return (
    <div className="rig-list">
      {rigs.map((rig) => (
        <RigCard key={rig.name} rig={rig} />
      ))}
    </div>
  );
}

function RigCard({ rig }: { rig: RigView }) {
  const { t } = useTranslation();
  const [isRaw, setRaw] = useState(false);
  return (
    <article
      className={isRaw ? "section rig-card is-wide" : "section rig-card"}
      id={rig.name}
      aria-labelledby={`rig-${rig.name}`}
    >
      <header className="section-head">
        <div>
          <h2 id={`rig-${rig.name}`}>{rig.title}</h2>
          <p className="muted">
            <span className="mono">{rig.name}</span> · {rig.station} · {rig.operation}
            {rig.simulated ? ` · ${t("rigs.simulated")}` : null}
          </p>
        </div>
        <RigLink link={rig.link} />
      </header>
      {rig.fault === undefined ? null : <Fault rig={rig} fault={rig.fault} />}
      <OutOfService rig={rig} />
      <RigAlarms rig={rig.name} />
      {rig.program === undefined ? null : (
        <ProgramBox rig={rig.name} program={rig.program} isConnected={rig.link === "connected"} />
      )}
      <div className="section-body">
        <RigFacts rig={rig} />
        <NoiseList rig={rig} />
        <RigPace rig={rig} />
        <RigUpkeep rig={rig} />
        <LinkHistory rig={rig} />
        <LatestNoise rig={rig} />
      </div>
      <RigService rig={rig} />
      {isRaw ? <RigWire port={rig.port} /> : null}
      <footer className="rig-card-foot">
        {rig.driver === "driven" ? null : (
          <Button variant="default" onClick={() => setRaw(!isRaw)} aria-expanded={isRaw}>
            {isRaw ? t("wire.hide") : t("wire.show")}
          </Button>
        )}
        <RigRun name={t("rigs.currentRun")} run={rig.currentRun} />
        <RigRun name={t("rigs.lastRun")} run={rig.lastRun} />
        <Link to="/runs" search={{ rig: rig.name }}>
          {t("rigs.allRuns")}
        </Link>
      </footer>
    </article>
  );
}

function RigAlarms({ rig }: { rig: string }) {
  const alarms = useLive((state) => state.alarms);
  return <AlarmList alarms={alarms.filter((alarm) => alarm.rig === rig)} />;
}

function Fault({ rig, fault }: { rig: RigView; fault: FaultView }) {
  const { t } = useTranslation();
  return (
    <div className="fault" role="alert">
      <p>
        <strong>{fault.message}</strong>
      </p>
      <p>
        {t("rigs.remedy")}: <RemedyText text={fault.remedy} />
      </p>
      <p className="muted">
        <span className="mono">{fault.code}</span> · {t("rigs.since")} <TimeText at={fault.since} />
        {rig.retryAt === undefined ? null : (
          <>
            {" "}
            · {t("rigs.retryAt")} <TimeText at={rig.retryAt} />
          </>
        )}
      </p>
    </div>
  );
}

function RigFacts({ rig }: { rig: RigView }) {
  const { t } = useTranslation();
  return (
    <Facts>
      <Fact name={t("rigs.driver")}>{rig.driver}</Fact>
      <Fact name={t("rigs.port")}>{rig.port}</Fact>
      <Fact name={t("rigs.since")}>
        <TimeText at={rig.since} detail="date-time" />
      </Fact>
      <Fact name={t("rigs.lastHeard")}>
        {rig.lastHeardAt === undefined ? t("rigs.never") : <TimeText at={rig.lastHeardAt} />}
      </Fact>
      <Fact name={t("rigs.readings")}>
        <span className="num">{formatCount(rig.readings)}</span>
      </Fact>
      <Fact name={t("rigs.runsToday")}>
        <span className="num">{formatCount(rig.runsToday)}</span>
      </Fact>
    </Facts>
  );
}

/** Noise by its reason, the commonest first. */
function NoiseList({ rig }: { rig: RigView }) {
  const { t } = useTranslation();
  const word = useWord();
  const reasons = Object.entries(rig.noiseByReason)
    .filter(([, count]) => count > 0)
    .sort((one, other) => other[1] - one[1]);
  return (
    <div className="noise" title={t("rigs.noiseHint")}>
      <span className="caption">{t("rigs.noise")}</span>
      {rig.noise === 0 ? (
        <span className="muted">{t("rigs.noiseNone")}</span>
      ) : (
        <>
          <strong className="num">{formatCount(rig.noise)}</strong>
          {reasons.map(([reason, count]) => (
            <span key={reason}>
              {word("noise", reason)} <span className="num">{formatCount(count)}</span>
            </span>
          ))}
        </>
      )}
    </div>
  );
}

/** What was heard last that is no reading, as text and bytes: shows a wrong baud rate at once. */
function LatestNoise({ rig }: { rig: RigView }) {
  const { t } = useTranslation();
  const word = useWord();
  if (rig.noiseLatest === undefined) return null;
  return (
    <details className="noise-latest">
      <summary>{t("rigs.noiseLatest", { count: rig.noiseLatest.length })}</summary>
      <ol>
        {rig.noiseLatest.map(({ number, at, reason, text, hex, length }) => (
          <li key={number}>
            <p className="muted">
              <TimeText at={at} /> · {word("noise", reason)} · {t("rigs.noiseBytes", { length })}
            </p>
            <code>{text}</code>
            <code className="muted">{hex}</code>
          </li>
        ))}
      </ol>
    </details>
  );
}

function RigRun({ name, run }: { name: string; run: RigView["lastRun"] }) {
  if (run === undefined) return null;
  return (
    <span className="rig-run">
      <span className="caption">{name}</span>
      <Link className="plain" to="/runs/$id" params={{ id: run.id }}>
        <OutcomeChip outcome={run.outcome} />
      </Link>
      <SerialLink run={run} />
    </span>
  );
}
