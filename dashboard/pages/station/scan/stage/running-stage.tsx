/** The run as it goes: the unit, how long it takes and usually does, each measurement. */
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { RigView } from "../../../../app/contract.ts";
import type { PanelRun } from "../../../../live/panels.ts";
import { useLink, useNow } from "../../../../live/use-live.ts";
import { formatDuration } from "../../../../measure/number-format.ts";
import { RigPanel } from "../../rig-panel.tsx";
import type { Focus } from "./stage-state.ts";
import { UninvitedNote } from "./uninvited-note.tsx";
import { usualMs, usualRunsQuery } from "./usual-time.ts";

interface RunningStageProps {
  readonly focus: Focus;
  readonly rig: RigView;
  readonly current: PanelRun;
}

/** Nothing here is a verdict yet. */
export function RunningStage({ focus, rig, current }: RunningStageProps) {
  return (
    <section className="stage is-running">
      <RunClock rig={rig} run={current.run} />
      <UninvitedNote run={current.run} />
      <RigPanel rig={rig} panel={focus.panel} isStartedElsewhere={true} />
    </section>
  );
}

function RunClock({ rig, run }: { readonly rig: RigView; readonly run: PanelRun["run"] }) {
  const { t } = useTranslation();
  const { aheadMs = 0 } = useLink();
  const now = useNow(500);
  const runs = useQuery(usualRunsQuery(rig.name)).data?.items ?? [];
  const usual = usualMs(runs, run);
  const elapsed = Math.max(0, now + aheadMs - Date.parse(run.startedAt));
  const shown = formatDuration(Math.floor(elapsed / 1_000) * 1_000);
  const isLate = usual !== undefined && elapsed > usual * 1.25;
  return (
    <p className={`run-clock num ${isLate ? "is-late" : ""}`}>
      <strong>{t("work.elapsed", { elapsed: shown })}</strong>
      {usual === undefined ? null : (
        <>
          <progress max={usual} value={Math.min(elapsed, usual)} aria-hidden="true" />
          <span>
            {t("work.usual", { usual: formatDuration(usual) })}
            {isLate ? ` · ${t("work.longer")}` : null}
          </span>
        </>
      )}
    </p>
  );
}
