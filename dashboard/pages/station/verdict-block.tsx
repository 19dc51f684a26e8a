/**
 * The verdict, readable from across the room. It says "stored" only when the gateway has said
 * that the ledger committed the run, and stays until the next run starts.
 */
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { PanelRun } from "../../live/panels.ts";
import { useLostSince } from "../../live/use-live.ts";
import { formatDuration } from "../../measure/number-format.ts";
import { disagreementOf } from "../../parts/disagreement.ts";
import { RunReason } from "../../parts/lists/run-table.tsx";
import { OutcomeMark } from "../../parts/outcome.tsx";

interface VerdictBlockProps {
  readonly current: PanelRun | undefined;
  /** How many measurements the procedure has; 0 where that is not known. */
  readonly total: number;
}

/** Progress while the run is open, its verdict once it is stored. */
export function VerdictBlock({ current, total }: VerdictBlockProps) {
  const { t } = useTranslation();
  if (current === undefined) {
    return (
      <div className="verdict is-open">
        <p className="verdict-word">{t("station.noRun")}</p>
        <p className="verdict-note">{t("station.noRunHint")}</p>
      </div>
    );
  }
  return current.stored ? (
    <StoredVerdict run={current.run} />
  ) : (
    <Progress current={current} total={total} />
  );
}

function StoredVerdict({ run }: { run: PanelRun["run"] }) {
  const { t } = useTranslation();
  return (
    <div className={`verdict is-${run.outcome}`} role="status">
      <Link className="verdict-word plain" to="/runs/$id" params={{ id: run.id }}>
        <OutcomeMark outcome={run.outcome} />
        {t(`outcome.${run.outcome}`)}
      </Link>
      <p className="verdict-stored num">
        <strong>{t("station.stored")}</strong>
        <span>{t("station.position", { seq: run.seq })}</span>
        {run.durationMs === undefined ? null : <span>{formatDuration(run.durationMs)}</span>}
      </p>
      <VerdictNote run={run} />
    </div>
  );
}

function VerdictNote({ run }: { run: PanelRun["run"] }) {
  const { t } = useTranslation();
  const isContradiction = disagreementOf(run) === "contradiction";
  if (isContradiction && run.computed !== undefined && run.reported !== undefined) {
    return (
      <p className="verdict-note is-mismatch">
        <span aria-hidden="true">≠ </span>
        {t("mismatch.text", {
          reported: t(`outcome.${run.reported}`).toUpperCase(),
          computed: t(`outcome.${run.computed}`).toUpperCase(),
        })}
        {run.failing.length > 0 ? `: ${run.failing.join(", ")}` : null}
      </p>
    );
  }
  return (
    <p className="verdict-note">
      <RunReason run={run} />
    </p>
  );
}

function Progress({ current, total }: VerdictBlockProps & { current: PanelRun }) {
  const { t } = useTranslation();
  const isHeard = useLostSince() === undefined;
  const done = new Set(current.measurements.map((measurement) => measurement.id)).size;
  const failed = current.measurements.filter((measurement) => measurement.computed === "fail");
  const isComplete = total > 0 && done >= total;
  const progress =
    total > 0 ? t("station.progress", { done, total }) : t("station.progressOpen", { done });
  return (
    <div className="verdict is-running">
      <p className="verdict-word">
        <OutcomeMark outcome="running" />
        {t("outcome.running")}
      </p>
      <p className="verdict-stored num">
        <span>{isComplete ? t("station.storing") : progress}</span>
      </p>
      <p className="verdict-note">
        {isHeard ? null : t("station.unsure")}
        {failed.length > 0 && isHeard ? (
          <span className="is-out">
            {t("station.outOfLimits")}: {failed.map((measurement) => measurement.name).join(", ")}
          </span>
        ) : null}
      </p>
      <progress
        className="verdict-progress"
        max={Math.max(total, done, 1)}
        value={done}
        aria-label={progress}
      />
    </div>
  );
}
