import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { RunDetail } from "../../app/contract.ts";
import { formatDuration } from "../../measure/number-format.ts";
import { Fact, Facts } from "../../parts/page.tsx";
import { SerialLink } from "../../parts/serial-link.tsx";
import { TimeText } from "../../parts/time-text.tsx";

/** What the run pins: unit, order, rig, procedure, versions; each a door where it leads on. */
export function RunFacts({ run }: { run: RunDetail }) {
  const { t } = useTranslation();
  return (
    <section className="section section-body run-facts">
      <Facts>
        <Fact name={t("run.unit")}>
          <SerialLink run={run} />
        </Fact>
        <Optional name={t("column.part")} value={run.partNumber} />
        <Optional name={t("run.revision")} value={run.revision} />
        <Fact name={t("run.order")}>
          {run.orderId === undefined ? t("app.none") : <Link to="/orders">{run.orderId}</Link>}
        </Fact>
        <Fact name={t("run.operation")}>{run.operation}</Fact>
        <Fact name={t("run.station")}>{run.station}</Fact>
        <Fact name={t("run.rig")}>
          <Link to="/rigs" hash={run.rig}>
            {run.rig}
          </Link>
        </Fact>
        <Optional name={t("run.slot")} value={run.slot} />
        <Optional name={t("run.attempt")} value={run.attempt} />
        <Fact name={t("run.started")}>
          <TimeText at={run.startedAt} detail="date-time" />
        </Fact>
        {run.durationMs === undefined ? null : (
          <Fact name={t("run.duration")}>
            <span className="num">{formatDuration(run.durationMs)}</span>
          </Fact>
        )}
        {run.procedureId === undefined ? null : (
          <Fact name={t("run.procedure")}>
            <Link to="/products">
              {run.procedureId} v{run.procedureVersion}
            </Link>
          </Fact>
        )}
        <Fact name={t("run.buildTag")}>{run.buildTag}</Fact>
        <Fact name={t("run.version")}>{run.gatewayVersion}</Fact>
        <Fact name={t("run.source")}>
          {run.source === "rig" ? t("run.sourceRig") : t("run.sourceApi")}
          {run.simulated ? <span className="tag">{t("run.simulated")}</span> : null}
          {run.engineeringMode ? (
            <span className="tag" title={t("run.engineeringHint")}>
              {t("run.engineering")}
            </span>
          ) : null}
        </Fact>
      </Facts>
    </section>
  );
}

function Optional({ name, value }: { name: string; value: string | number | undefined }) {
  if (value === undefined) return null;
  return (
    <Fact name={name}>
      <span className="num">{value}</span>
    </Fact>
  );
}
