/** The run on a panel with what the page did not hear of it: it may have been opened late. */
import { useQuery } from "@tanstack/react-query";
import { runQuery } from "../../app/queries.ts";
import type { PanelRun } from "../../live/panels.ts";
import type { PlannedMeasurement } from "./plan.ts";

interface WholeRun {
  readonly current: PanelRun | undefined;
  /** True once the gateway was asked: what is not here was never measured. */
  readonly isWhole: boolean;
}

/** Asks the gateway once for a stored run of which planned measurements were not heard. */
export function useWholeRun(
  current: PanelRun | undefined,
  plan: readonly PlannedMeasurement[],
): WholeRun {
  const heard = new Set(current?.measurements.map((measurement) => measurement.id));
  const hasGaps = heard.size === 0 || plan.some((planned) => !heard.has(planned.id));
  const isAsked = current?.stored === true && hasGaps;
  const { data } = useQuery({
    ...runQuery(current?.run.id ?? ""),
    enabled: isAsked,
    refetchInterval: false,
  });
  if (!isAsked || data?.id !== current.run.id || data.outcome === "running") {
    return { current, isWhole: false };
  }
  return { current: { ...current, measurements: data.measurements }, isWhole: true };
}
