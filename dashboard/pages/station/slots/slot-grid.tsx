/** The slots of one fixture, to be read from three metres: unit, state, progress, verdict. */
import { Link } from "@tanstack/react-router";
import { memo } from "react";
import { useTranslation } from "react-i18next";
import type { RigView, StationDetail } from "../../../app/contract.ts";
import type { Panel } from "../../../live/panels.ts";
import { useLive, useLostSince } from "../../../live/use-live.ts";
import { valueText } from "../../../measure/measurement-text.ts";
import { OutcomeMark } from "../../../parts/outcome.tsx";
import { RigLink } from "../../../parts/rig-link.tsx";
import { useWord } from "../../../parts/use-word.ts";
import { RigFault } from "../rig-state.tsx";
import { orderSlots, type SlotState, slotState } from "./slot-state.ts";
import "./slots.css";

const NONE: readonly Panel[] = [];

interface SlotGridProps {
  readonly rig: RigView;
  /** Says for whom slots are armed. */
  readonly station?: StationDetail;
}

/** Every slot of the rig in the order of the configuration, also those without a unit. */
export function SlotGrid({ rig, station }: SlotGridProps) {
  const { t } = useTranslation();
  const panels = useLive((state) => state.panels[rig.name]) ?? NONE;
  const isLost = useLostSince() !== undefined;
  const known = station?.rigs.find(({ name }) => name === rig.name);
  const slots = rig.slots ?? known?.slots.map(({ slot }) => slot);
  const armedFor = (slot: string) => {
    const arming = known?.slots.find((each) => each.slot === slot)?.arming;
    return arming?.state === "armed" ? arming.serialNumber : undefined;
  };
  return (
    <section className="slot-fixture" aria-label={`${t("slots.label")} · ${rig.title}`}>
      <header className="slot-head">
        <h2>
          {rig.title} <span className="muted">{rig.operation}</span>
        </h2>
        <RigLink link={rig.link} />
      </header>
      <RigFault rig={rig} />
      <ul className="slot-grid">
        {orderSlots(panels, slots).map(({ slot, panel }) => (
          <SlotCell
            key={slot}
            slot={slot}
            panel={panel.current === undefined ? undefined : panel}
            isLost={isLost}
            armedFor={armedFor(slot)}
          />
        ))}
      </ul>
    </section>
  );
}

interface SlotCellProps {
  readonly slot: string;
  /** Undefined before its first run. */
  readonly panel: Panel | undefined;
  readonly isLost: boolean;
  readonly armedFor: string | undefined;
}

/** Drawn anew only where its own slot has changed: others measure twenty times a second. */
const SlotCell = memo(function SlotCell({ slot, panel, isLost, armedFor }: SlotCellProps) {
  const { t } = useTranslation();
  const state = slotState(panel ?? { slot }, { isLost, armedFor });
  const run = panel?.current?.run;
  const serial = state.kind === "armed" ? state.serialNumber : run?.serialNumber;
  const tone = state.kind === "verdict" ? state.outcome : "running";
  return (
    <li className={`slot-cell is-${tone} for-${state.kind}`} aria-label={t("slots.slot", { slot })}>
      <span className="slot-number">{slot}</span>
      <p className="slot-serial mono">{serial ?? "–"}</p>
      <p className="slot-word">
        <StateWord state={state} />
      </p>
      <div className="slot-detail">
        <Detail state={state} panel={panel} />
      </div>
    </li>
  );
});

function StateWord({ state }: { readonly state: SlotState }) {
  const { t } = useTranslation();
  if (state.kind === "verdict") {
    return (
      <>
        <OutcomeMark outcome={state.outcome} />
        {t(`outcome.${state.outcome}`)}
      </>
    );
  }
  return (
    <>
      {state.kind === "testing" || state.kind === "storing" ? (
        <OutcomeMark outcome="running" />
      ) : null}
      {t(`slots.${state.kind}`)}
    </>
  );
}

interface DetailProps {
  readonly state: SlotState;
  readonly panel: Panel | undefined;
}

function Detail({ state, panel }: DetailProps) {
  const { t } = useTranslation();
  if (state.kind === "empty") return <p>{t("slots.emptyHint")}</p>;
  if (state.kind === "verdict") return <VerdictDetail panel={panel} />;
  if (state.kind !== "testing" && state.kind !== "storing") return null;
  const { done, total, failing } = state;
  const last = panel?.current?.measurements.at(-1);
  const said = last === undefined ? undefined : valueText(last);
  const progress =
    total > 0 ? t("slots.progress", { done, total }) : t("slots.progressOpen", { done });
  return (
    <>
      <progress max={Math.max(total, done, 1)} value={done} aria-label={progress} />
      <p className="num">
        {progress}
        {said === undefined ? null : ` · ${last?.name} ${said.value} ${said.unit}`}
      </p>
      {failing.length === 0 ? null : (
        <p className="slot-failing">{t("slots.failing", { names: failing.join(", ") })}</p>
      )}
    </>
  );
}

/** Why it is not a pass, and where it is stored. */
function VerdictDetail({ panel }: Pick<DetailProps, "panel">) {
  const { t } = useTranslation();
  const word = useWord();
  const run = panel?.current?.run;
  if (run === undefined) return null;
  const { failing, cause } = run;
  return (
    <>
      {cause === undefined ? null : <p className="slot-cause">{word("cause", cause)}</p>}
      {failing.length === 0 ? null : <p className="slot-cause">{failing.join(", ")}</p>}
      <p className="num">
        <Link to="/runs/$id" params={{ id: run.id }}>
          {t("slots.stored", { seq: run.seq })}
        </Link>
      </p>
    </>
  );
}
