/**
 * The verdict fills the screen until the next scan: shape, word and colour. It is here only after
 * the gateway said that the ledger committed the run.
 */
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { StationDetail } from "../../../../app/contract.ts";
import type { PanelRun } from "../../../../live/panels.ts";
import { formatDuration } from "../../../../measure/number-format.ts";
import { RunReason } from "../../../../parts/lists/run-table.tsx";
import { OutcomeMark } from "../../../../parts/outcome.tsx";
import { AfterFail } from "../fail/after-fail.tsx";
import type { Flow } from "../flow/use-flow.ts";
import { UninvitedNote } from "./uninvited-note.tsx";

interface VerdictStageProps {
  readonly station: StationDetail;
  readonly flow: Flow;
  readonly current: PanelRun;
}

/** What to do next stands below what did not pass. */
export function VerdictStage({ station, flow, current }: VerdictStageProps) {
  const { t } = useTranslation();
  const { run } = current;
  const isDone = run.outcome === "pass" || run.unitId === undefined;
  return (
    <section className={`stage is-verdict ${isDone ? "is-alone" : ""}`}>
      <div className={`verdict-screen is-${run.outcome}`} role="status">
        <p className="verdict-screen-word">
          <OutcomeMark outcome={run.outcome} />
          {t(`outcome.${run.outcome}`)}
        </p>
        <p className="verdict-screen-unit mono">{run.serialNumber ?? t("station.noSerial")}</p>
        <p className="verdict-screen-stored num">
          <strong>✓ {t("station.stored")}</strong>
          <Link className="plain" to="/runs/$id" params={{ id: run.id }}>
            {t("station.position", { seq: run.seq })}
          </Link>
          {run.durationMs === undefined ? null : <span>{formatDuration(run.durationMs)}</span>}
          {run.slot === undefined ? null : <span>{t("station.slot", { slot: run.slot })}</span>}
        </p>
        <div className="verdict-screen-note">
          <RunReason run={run} />
          <ReferenceResult station={station} id={run.invitation?.referenceUnitId} />
        </div>
        {isDone ? <p className="verdict-screen-next">{t("work.next")}</p> : null}
      </div>
      <UninvitedNote run={run} />
      {isDone ? null : <AfterFail station={station} flow={flow} current={current} />}
    </section>
  );
}

interface ReferenceResultProps {
  readonly station: StationDetail;
  readonly id: string | undefined;
}

/** Of a reference unit the verdict alone says little: whether it behaved as it must. */
function ReferenceResult({ station, id }: ReferenceResultProps) {
  const { t } = useTranslation();
  if (id === undefined) return null;
  const due = station.due.find((each) => each.kind === "reference" && each.id === id);
  if (due === undefined) return <span>✓ {t("work.referenceHeld")}</span>;
  const why = due.state === "failed" ? due.why : t(`work.due.since.${due.since ?? "shift"}`);
  return <span>✕ {t("work.referenceFailed", { why })}</span>;
}
