/** The one large thing on the station's screen, by what the technician must know now. */
import { useTranslation } from "react-i18next";
import type { StationDetail } from "../../../../app/contract.ts";
import { useLive } from "../../../../live/use-live.ts";
import type { Flow } from "../flow/use-flow.ts";
import { ShiftStart } from "../shift/shift-start.tsx";
import { AnswerStage } from "./answer-stage.tsx";
import { ArmedStage } from "./armed-stage.tsx";
import { RunningStage } from "./running-stage.tsx";
import type { StageKind } from "./stage-state.ts";
import { VerdictStage } from "./verdict-stage.tsx";
import "./stage.css";

interface StageProps {
  readonly station: StationDetail;
  readonly flow: Flow;
  readonly kind: StageKind;
}

/** Changes with every event; what is not stored is never shown as a verdict. */
export function Stage({ station, flow, kind }: StageProps) {
  const rigs = useLive((state) => state.rigs);
  const { focus } = flow;
  const current = focus?.panel.current;
  const rig = rigs.find(({ name }) => name === focus?.rig);
  if (kind === "answer" && flow.answer !== undefined) {
    return <AnswerStage station={station} flow={flow} answer={flow.answer} />;
  }
  if (kind === "verdict" && current !== undefined) {
    return <VerdictStage key={current.run.id} station={station} flow={flow} current={current} />;
  }
  if (kind === "running" && focus !== undefined && current !== undefined && rig !== undefined) {
    return <RunningStage focus={focus} rig={rig} current={current} />;
  }
  if (kind === "armed" && focus?.arming !== undefined) {
    return <ArmedStage station={station} flow={flow} arming={focus.arming} rig={rig} />;
  }
  return kind === "locked" ? <ShiftStart station={station} isWhole={true} /> : <Idle />;
}

function Idle() {
  const { t } = useTranslation();
  return (
    <section className="stage is-idle">
      <p className="stage-word">{t("work.idleTitle")}</p>
      <p className="stage-hint">{t("work.idleHint")}</p>
    </section>
  );
}
