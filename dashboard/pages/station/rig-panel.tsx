/** One rig: its link, the unit on it, the verdict, each measurement as it arrives, telemetry. */
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { RigView } from "../../app/contract.ts";
import type { Panel } from "../../live/panels.ts";
import { useLive } from "../../live/use-live.ts";
import { OutcomeChip } from "../../parts/outcome.tsx";
import { ProgramBox } from "../../parts/program/program-box.tsx";
import { RigLink } from "../../parts/rig-link.tsx";
import { SerialLink } from "../../parts/serial-link.tsx";
import { MeasurementList } from "./measurement-list.tsx";
import { IdleText, RigFault } from "./rig-state.tsx";
import { TelemetryStrip } from "./telemetry-strip.tsx";
import { usePlan } from "./use-plan.ts";
import { useWholeRun } from "./use-whole-run.ts";
import { VerdictBlock } from "./verdict-block.tsx";

const NO_PANELS: readonly Panel[] = [{}];

/** A panel for the rig, or one for each of its slots that has tested a unit. */
export function RigPanels({ rig, isStartedElsewhere = false }: RigPanelsProps) {
  const panels = useLive((state) => state.panels[rig.name]) ?? NO_PANELS;
  return panels.map((panel) => (
    <RigPanel key={panel.slot ?? ""} {...{ rig, panel, isStartedElsewhere }} />
  ));
}

interface RigPanelsProps {
  readonly rig: RigView;
  /** Another part of the page takes the scan that begins a run. */
  readonly isStartedElsewhere?: boolean;
}

interface RigPanelProps extends RigPanelsProps {
  readonly panel: Panel;
}

/** Everything an operator needs of one rig or slot, in one column. */
export function RigPanel({ rig, panel, isStartedElsewhere = false }: RigPanelProps) {
  const { t } = useTranslation();
  const slot = panel.slot === undefined ? undefined : t("station.slot", { slot: panel.slot });
  const plan = usePlan(rig, panel.current);
  const { current, isWhole } = useWholeRun(panel.current, plan);
  const measured = new Set([
    ...plan.map((planned) => planned.id),
    ...(current?.measurements.map((measurement) => measurement.step) ?? []),
  ]);
  return (
    <article className="rig-panel" aria-label={joined(rig.title, slot)}>
      <header className="rig-head">
        <div>
          <h2>
            <Link className="plain" to="/stations/$id" params={{ id: rig.station }}>
              {joined(rig.station, slot)}
            </Link>
          </h2>
          <p className="muted">{joined(rig.title, rig.operation)}</p>
        </div>
        <RigLink link={rig.link} />
      </header>
      <RigFault rig={rig} />
      <UnitOnRig rig={rig} panel={panel} />
      {rig.program === undefined ? null : (
        <ProgramBox
          {...{ rig: rig.name, program: rig.program, isStartedElsewhere }}
          isConnected={rig.link === "connected"}
        />
      )}
      <VerdictBlock current={panel.current} total={plan.length} />
      <MeasurementList plan={plan} current={current} isWhole={isWhole} />
      <TelemetryStrip rig={rig} measured={measured} slot={panel.slot} />
      <Before panel={panel} />
    </article>
  );
}

function joined(...parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined).join(" · ");
}

function UnitOnRig({ rig, panel }: { rig: RigView; panel: Panel }) {
  const { t } = useTranslation();
  const run = panel.current?.run;
  if (run === undefined) return <IdleText rig={rig} />;
  return (
    <div className="unit-on-rig">
      <p className="unit-serial">
        <SerialLink run={run} />
      </p>
      <p className="muted num">
        {joined(
          run.partNumber,
          run.orderId,
          run.attempt === undefined ? undefined : t("station.attempt", { count: run.attempt }),
        )}
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
