/** What the measured values of a run say about each measurement of its procedure. */
import type { Verdict } from "./limits.ts";
import type { MeasurementSpec } from "./procedure.ts";

/** A judged value of the measurement `id`, in the order it came. */
export interface JudgedValue {
  readonly id: string;
  readonly computed: Verdict;
}

/** Where a measurement of the procedure stands; `absent`: no value ever came. */
export type CoverageState = Verdict | "absent";

/**
 * The state of one measurement of the procedure. Only judged values count as attempts: one of bad
 * quality neither fails nor passes. Within the declared attempts the last one decides, so a fail
 * stands unless a later allowed attempt passed; beyond them a fail still fails, a pass cures
 * nothing.
 */
export function coverageState(
  spec: MeasurementSpec,
  values: readonly JudgedValue[],
): CoverageState {
  const own = values.filter((value) => value.id === spec.id);
  if (own.length === 0) return "absent";
  const verdicts = own.map((value) => value.computed).filter((verdict) => verdict !== "unjudged");
  if (verdicts.slice(spec.attemptsMax).includes("fail")) return "fail";
  return verdicts.slice(0, spec.attemptsMax).at(-1) ?? "unjudged";
}

/** Ids of the measurements whose state is fail, ordered by their first value out of limits. */
export function failingIds(
  specs: readonly MeasurementSpec[],
  values: readonly JudgedValue[],
): readonly string[] {
  const failed = new Set(
    specs.filter((spec) => coverageState(spec, values) === "fail").map((spec) => spec.id),
  );
  const fails = values.filter(({ id, computed }) => computed === "fail" && failed.has(id));
  return [...new Set(fails.map((value) => value.id))];
}
