import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { RunSummary } from "../../app/contract.ts";
import { formatDuration } from "../../measure/number-format.ts";
import { RunReason } from "../../parts/lists/run-table.tsx";
import { OutcomeChip } from "../../parts/outcome.tsx";
import { TimeText } from "../../parts/time-text.tsx";

/** Every run of a unit, oldest first, with the time that lay between them. */
export function Timeline({ runs }: { runs: readonly RunSummary[] }) {
  const { t } = useTranslation();
  if (runs.length === 0) {
    return (
      <p className="section-body muted">
        {t("unit.noRuns")}. {t("unit.noRunsHint")}
      </p>
    );
  }
  return (
    <ol className="timeline">
      {runs.map((run, index) => (
        <li key={run.id} className={`timeline-run is-${run.outcome}`}>
          <div className="timeline-when">
            <TimeText at={run.startedAt} detail="date-time" />
            <Gap run={run} before={runs[index - 1]} />
          </div>
          <div className="timeline-what">
            <p className="timeline-head">
              <Link className="plain" to="/runs/$id" params={{ id: run.id }}>
                <OutcomeChip outcome={run.outcome} />
              </Link>
              <strong>{run.operation}</strong>
              <Link className="muted" to="/rigs" hash={run.rig}>
                {run.rig}
              </Link>
              {run.attempt === undefined ? null : (
                <span className="muted num">{t("station.attempt", { count: run.attempt })}</span>
              )}
              {run.cycle === undefined ? null : <span className="unit-cycle">{run.cycle}</span>}
              {run.invalidated === true ? (
                <span className="unit-cycle">{t("life.invalidated")}</span>
              ) : null}
              {run.durationMs === undefined ? null : (
                <span className="muted num">{formatDuration(run.durationMs)}</span>
              )}
              <span className="muted num">#{run.seq}</span>
            </p>
            <RunReason run={run} />
          </div>
        </li>
      ))}
    </ol>
  );
}

function Gap({ run, before }: { run: RunSummary; before: RunSummary | undefined }) {
  const { t } = useTranslation();
  if (before?.finishedAt === undefined) return null;
  const gapMs = Date.parse(run.startedAt) - Date.parse(before.finishedAt);
  if (gapMs <= 0) return null;
  return <span className="muted num">{t("unit.gap", { duration: formatDuration(gapMs) })}</span>;
}
