/** Proposed limits tried on past runs: how far it is while it runs, then what would have failed. */
import { Button } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { formatCount } from "../../measure/number-format.ts";
import { ProblemPanel } from "../../parts/problem-panel.tsx";
import {
  REPLAY_DAYS,
  type Trial,
  type TrialProgress,
  tryLimits,
  type VersionDetail,
} from "./controlled-queries.ts";

/** A button that tries the limits of a version; it ends with the page, or when it is stopped. */
export function LimitTrial({ detail }: { detail: VersionDetail }) {
  const { t } = useTranslation();
  const { trial, progress, stop } = useTrial(detail);
  const isStopped = trial.error instanceof DOMException;
  return (
    <div className="limit-try">
      {trial.isPending ? (
        <TrialStatus progress={progress} stop={stop} />
      ) : (
        <Button variant="default" onClick={() => trial.mutate()}>
          {t("limitSets.tryOut")}
        </Button>
      )}
      {isStopped ? <p role="status">{t("limitSets.stopped")}</p> : null}
      {trial.isError && !isStopped ? <ProblemPanel error={trial.error} /> : null}
      {trial.data === undefined ? null : <TrialAnswer trials={trial.data} />}
    </div>
  );
}

function useTrial(detail: VersionDetail) {
  const [progress, setProgress] = useState<TrialProgress>();
  const running = useRef<AbortController>(undefined);
  const trial = useMutation({
    mutationFn() {
      const left = new AbortController();
      running.current = left;
      return tryLimits(detail, { signal: left.signal, onProgress: setProgress });
    },
  });
  const stop = () => running.current?.abort();
  // Nobody reads the answer of a page that is gone.
  useEffect(() => () => running.current?.abort(), []);
  return { trial, progress, stop };
}

const NOT_BEGUN: TrialProgress = { measurement: "", done: 0, measured: 0, wouldFail: 0 };

interface TrialStatusProps {
  readonly progress: TrialProgress | undefined;
  readonly stop: () => void;
}

function TrialStatus({ progress, stop }: TrialStatusProps) {
  const { t } = useTranslation();
  const { measurement, done, measured, wouldFail } = progress ?? NOT_BEGUN;
  return (
    <>
      <p role="status">
        {t("limitSets.tryingShare", {
          measurement,
          measured: formatCount(measured),
          wouldFail: formatCount(wouldFail),
        })}
      </p>
      <progress value={done} max={1} aria-label={t("limitSets.trying")} />
      <Button variant="default" onClick={stop}>
        {t("limitSets.stop")}
      </Button>
    </>
  );
}

function TrialAnswer({ trials }: { trials: readonly Trial[] }) {
  const { t } = useTranslation();
  return (
    <div role="status">
      {trials.map(({ measurement, wouldFail, measured, failsNow, newlyFailing }) => (
        <div key={measurement}>
          <p className="replay-answer">
            {t("limitSets.wouldFail", {
              measurement,
              wouldFail: formatCount(wouldFail),
              measured: formatCount(measured),
            })}
          </p>
          <p>{t("limitSets.failedThen", { failsNow, newlyFailing })}</p>
        </div>
      ))}
      <p className="muted">{t("limitSets.days", { count: REPLAY_DAYS })}</p>
    </div>
  );
}
