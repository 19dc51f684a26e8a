/** One rig: its link, the unit on it, the verdict, each measurement as it arrives, telemetry. */
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { FaultView, RigView } from "../../app/contract.ts";
import type { Panel } from "../../live/live-state.ts";
import { useLive } from "../../live/use-live.ts";
import { OutcomeChip } from "../../parts/outcome.tsx";
import { RemedyText } from "../../parts/remedy-text.tsx";
import { RigLink } from "../../parts/rig-link.tsx";
import { SerialLink } from "../../parts/serial-link.tsx";
import { MeasurementList } from "./measurement-list.tsx";
import { TelemetryStrip } from "./telemetry-strip.tsx";
import { usePlan } from "./use-plan.ts";
import { VerdictBlock } from "./verdict-block.tsx";

const NO_PANEL: Panel = {};

/** Everything an operator needs of one rig, in one column. */
export function RigPanel({ rig }: { rig: RigView }) {
  const panel = useLive((state) => state.panels[rig.name]) ?? NO_PANEL;
  const plan = usePlan(rig, panel.current);
  const measured = new Set([
    ...plan.map((planned) => planned.id),
    ...(panel.current?.measurements.map((measurement) => measurement.step) ?? []),
  ]);
  return (
    <article className="rig-panel" aria-label={rig.title}>
      <header className="rig-head">
        <div>
          <h2>{rig.station}</h2>
          <p className="muted">
            {rig.title} · {rig.operation}
          </p>
        </div>
        <RigLink link={rig.link} />
      </header>
      {rig.fault === undefined ? null : <RigFault fault={rig.fault} />}
      <UnitOnRig panel={panel} />
      <VerdictBlock current={panel.current} total={plan.length} />
      <MeasurementList plan={plan} current={panel.current} />
      <TelemetryStrip rig={rig.name} measured={measured} />
      <Before panel={panel} />
    </article>
  );
}

function RigFault({ fault }: { fault: FaultView }) {
  return (
    <div className="rig-fault" role="alert">
      <strong>{fault.message}</strong>
      <p>
        <RemedyText text={fault.remedy} />
      </p>
      <p className="mono muted">{fault.code}</p>
    </div>
  );
}

function UnitOnRig({ panel }: { panel: Panel }) {
  const { t } = useTranslation();
  const run = panel.current?.run;
  if (run === undefined) {
    return <p className="unit-on-rig is-idle">{t("station.waitingUnit")}</p>;
  }
  return (
    <div className="unit-on-rig">
      <p className="unit-serial">
        <SerialLink run={run} />
      </p>
      <p className="muted num">
        {[
          run.partNumber,
          run.orderId,
          run.attempt === undefined ? undefined : t("station.attempt", { count: run.attempt }),
        ]
          .filter((part) => part !== undefined)
          .join(" · ")}
      </p>
    </div>
  );
}

/** The verdict before this one stays in sight as a chip. */
function Before({ panel }: { panel: Panel }) {
  const { t } = useTranslation();
  const run = panel.previous;
  if (run === undefined) return null;
  return (
    <footer className="rig-before">
      <span className="caption">{t("station.previous")}</span>
      <Link className="plain" to="/runs/$id" params={{ id: run.id }}>
        <OutcomeChip outcome={run.outcome} />
      </Link>
      <SerialLink run={run} />
      <span className="muted num">#{run.seq}</span>
    </footer>
  );
}
