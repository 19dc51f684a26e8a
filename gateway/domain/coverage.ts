/** What the measured values of a run say about each measurement of its procedure. */
import type { Verdict } from "./limits.ts";
import type { MeasurementSpec } from "./procedure.ts";

/** A value of the measurement `id`, in the order it came, with our verdict and the rig's. */
export interface JudgedValue {
  readonly id: string;
  readonly computed: Verdict;
  readonly reported?: "pass" | "fail";
}

/** Where a measurement of the procedure stands; `absent`: no value ever came. */
export type CoverageState = Verdict | "absent";

/** What a run's values come to. The lists hold ids of measurements of the procedure. */
export interface Coverage {
  /** By our own verdicts alone. */
  readonly computed: Verdict;
  /** By the worse of our verdict and the rig's, value by value. */
  readonly decided: Verdict;
  /** What made it fail, the first to do so first. */
  readonly failing: readonly string[];
  /** Without a value to judge, though nothing had failed. */
  readonly missing: readonly string[];
  /** Without a value, something having failed. */
  readonly notReached: readonly string[];
}

/**
 * The coverage of a procedure by the values of a run. A measurement of which a value was refused
 * (`refused` holds the rig's names of such steps) cannot pass: what it said is not known here.
 */
export function coverageOf(
  specs: readonly MeasurementSpec[],
  values: readonly JudgedValue[],
  refused: ReadonlySet<string>,
): Coverage {
  const valuesById = Map.groupBy(values, ({ id }) => id);
  const standings = specs.map((spec) => {
    const own = valuesById.get(spec.id) ?? [];
    const isRefused = [spec.id, ...spec.aliases].some((step) => refused.has(step));
    const limit = (state: CoverageState) => (isRefused && state === "pass" ? "unjudged" : state);
    const computed = limit(
      coverageState(
        spec,
        own.map((value) => value.computed),
      ),
    );
    const decided = limit(coverageState(spec, own.map(worseOf)));
    return { id: spec.id, computed, decided };
  });
  const idsIn = (...states: CoverageState[]) =>
    standings.filter(({ computed }) => states.includes(computed)).map(({ id }) => id);
  const decided = verdictOf(standings.map((standing) => standing.decided));
  const failed = new Set(standings.filter((each) => each.decided === "fail").map(({ id }) => id));
  const fails = values.filter((value) => failed.has(value.id) && worseOf(value) === "fail");
  return {
    computed: verdictOf(standings.map((standing) => standing.computed)),
    decided,
    failing: [...new Set(fails.map(({ id }) => id))],
    missing: decided === "fail" ? [] : idsIn("absent", "unjudged"),
    notReached: decided === "fail" ? idsIn("absent") : [],
  };
}

/** An unjudged value that the rig calls passed stays unjudged; one that it calls failed fails. */
function worseOf({ computed, reported }: JudgedValue): Verdict {
  return reported === "fail" ? "fail" : computed;
}

function verdictOf(states: readonly CoverageState[]): Verdict {
  if (states.includes("fail")) return "fail";
  return states.length > 0 && states.every((state) => state === "pass") ? "pass" : "unjudged";
}

/**
 * The state of one measurement of the procedure by the verdicts on its values. Only judged values
 * count as attempts: one of bad quality neither fails nor passes. Within the declared attempts the
 * last one decides, so a fail stands unless a later allowed attempt passed; beyond them a fail
 * still fails, a pass cures nothing.
 */
export function coverageState(
  spec: Pick<MeasurementSpec, "attemptsMax">,
  verdicts: readonly Verdict[],
): CoverageState {
  if (verdicts.length === 0) return "absent";
  const judged = verdicts.filter((verdict) => verdict !== "unjudged");
  if (judged.slice(spec.attemptsMax).includes("fail")) return "fail";
  return judged.slice(0, spec.attemptsMax).at(-1) ?? "unjudged";
}
