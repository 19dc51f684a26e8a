/** For whom the rig is armed and until when, readable from three metres, with what was checked. */
import { useTranslation } from "react-i18next";
import type { ArmingView, RigView, StationDetail } from "../../../../app/contract.ts";
import { usePersonName } from "../../../../app/who/people.ts";
import { ProgramBox } from "../../../../parts/program/program-box.tsx";
import { useTimeFormat } from "../../../../parts/use-time.ts";
import { RigFault } from "../../rig-state.tsx";
import { startDriven } from "../flow/perform-scan.ts";
import { disarm } from "../flow/station-commands.ts";
import type { Flow } from "../flow/use-flow.ts";
import { CheckList } from "./check-list.tsx";

interface ArmedStageProps {
  readonly station: StationDetail;
  readonly flow: Flow;
  readonly arming: ArmingView;
  readonly rig: RigView | undefined;
}

/** A driven rig is started here; any other by its own button. */
export function ArmedStage({ station, flow, arming, rig }: ArmedStageProps) {
  const { t } = useTranslation();
  const format = useTimeFormat("time");
  const { serialNumber, slot } = arming;
  const next = flow.answer?.kind === "armed" ? flow.answer.next : undefined;
  const isDriven = rig?.program !== undefined;
  const start = async () => {
    await startDriven(arming.rig, serialNumber);
    return flow.answer as NonNullable<typeof flow.answer>;
  };
  return (
    <section className="stage is-armed" role="status">
      <p className="stage-mark">
        <span aria-hidden="true">▶ </span>
        {t("scan.armedFor")}
        {slot === "" ? null : ` · ${t("scan.slot")} ${slot}`}
      </p>
      <p className="stage-word mono">{serialNumber}</p>
      <p className="stage-hint">
        {t("scan.until", { time: format(arming.expiresAt) })} ·{" "}
        {t(isDriven ? "work.armedDriven" : "work.armedHint")}
      </p>
      <ByWhomAndWhy arming={arming} />
      {rig === undefined ? null : <RigFault rig={rig} />}
      <p className="stage-actions">
        {isDriven ? (
          <button
            type="button"
            className="work-button is-main"
            disabled={rig.link !== "connected"}
            onClick={() => flow.run(start)}
          >
            {t("work.start")}
          </button>
        ) : null}
        <button
          type="button"
          className="work-button"
          onClick={() => flow.run(() => disarm(station.id, arming))}
        >
          {t("work.disarm")}
        </button>
      </p>
      {rig?.program === undefined ? null : (
        <ProgramBox
          {...{ rig: rig.name, program: rig.program, isStartedElsewhere: true }}
          isConnected={rig.link === "connected"}
        />
      )}
      {next === undefined || next.serialNumber !== serialNumber ? null : (
        <details className="stage-checks">
          <summary>{t("work.checks", { count: next.checks.length })}</summary>
          <CheckList next={next} />
        </details>
      )}
    </section>
  );
}

function ByWhomAndWhy({ arming }: Pick<ArmedStageProps, "arming">) {
  const { t } = useTranslation();
  const nameOf = usePersonName();
  const { operator, retest } = arming;
  return (
    <>
      {operator === undefined ? null : (
        <p className="stage-hint">{t("work.armedBy", { who: nameOf(operator) })}</p>
      )}
      {retest === undefined ? null : (
        <p className="stage-hint">{t("work.retestOf", { reason: retest.title })}</p>
      )}
    </>
  );
}
