/**
 * What each run of a unit at an operation counts as, under every way of counting. Pure.
 *
 * Each way is a counter that is 1 or 0 for a run. A yield is the sum of one counter over the sum of
 * another, and the rows behind a number are the runs where its counter is 1: the two cannot differ.
 */
import type { Outcome } from "../../domain/run.ts";

/**
 * `counted`, or why a run is in no yield. Of several reasons the first of this list is told.
 */
export const POPULATIONS = [
  "counted",
  "reference",
  "withoutUnit",
  "engineering",
  "simulated",
  "uninvited",
  "invalidated",
] as const;
export type Population = (typeof POPULATIONS)[number];

/** A finished run, as far as yields are concerned. */
export interface CountedRun {
  readonly outcome: Exclude<Outcome, "running">;
  /** A measurement was taken more than once. */
  readonly retried: boolean;
  /** `build`, or the name of a rework or a return. */
  readonly cycle: string;
}

/** What a run may count as. Their order is that of the columns. */
export const COUNTERS = [
  ...(["passed", "failed", "error", "timeout", "aborted"] as const),
  // The first run of the build that was not aborted, and what became of its unit.
  ...(["first", "firstPassed", "firstClean", "lastPassed", "everPassed"] as const),
  // The first run of the build, of any outcome.
  ...(["strict", "strictPassed"] as const),
  // The first run of the build with a verdict.
  ...(["verdict", "verdictPassed"] as const),
  // Failed, though the unit passed later without a repair between the two.
  "falseFail",
  // What a first run that did not pass was lost to.
  ...(["lostToProduct", "lostToTest"] as const),
  ...(["reference", "withoutUnit", "engineering", "simulated"] as const),
  ...(["uninvited", "invalidated"] as const),
] as const;
export type Counter = (typeof COUNTERS)[number];

/** For each counter how often it was so; of one run 0 or 1. */
export type Counts = Readonly<Record<Counter, number>>;

/** A run that is in no yield counts as the reason why. */
export function countExcluded(population: Exclude<Population, "counted">): Counts {
  return { ...NOTHING, [population]: 1 };
}

/** What each of the unit's runs at one operation counts as; `runs` in the order they were made. */
export function judgeUnit(runs: readonly CountedRun[]): readonly Counts[] {
  const kept = runs.filter(({ outcome }) => outcome !== "aborted");
  const built = runs.filter(({ cycle }) => cycle === "build");
  const places = {
    first: built.find(({ outcome }) => outcome !== "aborted"),
    strict: built[0],
    verdict: built.find(hasVerdict),
    lastPassed: kept.at(-1)?.outcome === "pass",
    everPassed: kept.some(isPass),
  };
  return runs.map((run, index) => {
    const isContradicted = runs.slice(index + 1).some((later) => isSameUnit(later, run));
    return countRun(run, places, isContradicted);
  });
}

interface Places {
  readonly first: CountedRun | undefined;
  readonly strict: CountedRun | undefined;
  readonly verdict: CountedRun | undefined;
  readonly lastPassed: boolean;
  readonly everPassed: boolean;
}

function countRun(run: CountedRun, places: Places, passesLater: boolean): Counts {
  const { outcome } = run;
  const passed = isPass(run);
  const first = run === places.first;
  const isFalseFail = outcome === "fail" && passesLater;
  return {
    ...NOTHING,
    [OUTCOME_COUNTERS[outcome]]: 1,
    first: Number(first),
    firstPassed: Number(first && passed),
    firstClean: Number(first && passed && !run.retried),
    lastPassed: Number(first && places.lastPassed),
    everPassed: Number(first && places.everPassed),
    strict: Number(run === places.strict),
    strictPassed: Number(run === places.strict && passed),
    verdict: Number(run === places.verdict),
    verdictPassed: Number(run === places.verdict && passed),
    falseFail: Number(isFalseFail),
    lostToProduct: Number(first && outcome === "fail" && !isFalseFail),
    lostToTest: Number(first && !passed && (outcome !== "fail" || isFalseFail)),
  };
}

const OUTCOME_COUNTERS = {
  pass: "passed",
  fail: "failed",
  error: "error",
  timeout: "timeout",
  aborted: "aborted",
} as const satisfies Record<CountedRun["outcome"], Counter>;

/** Every counter at zero. */
export const NOTHING: Counts = Object.fromEntries(
  COUNTERS.map((counter) => [counter, 0]),
) as Record<Counter, number>;

/** The sum, counter by counter. */
export function addCounts(left: Counts, right: Counts): Counts {
  const sum: Record<Counter, number> = { ...left };
  for (const counter of COUNTERS) sum[counter] += right[counter];
  return sum;
}

/** Nothing was repaired or changed between the two, and the later one passed. */
function isSameUnit(later: CountedRun, run: CountedRun): boolean {
  return isPass(later) && later.cycle === run.cycle;
}

function isPass({ outcome }: CountedRun): boolean {
  return outcome === "pass";
}

function hasVerdict({ outcome }: CountedRun): boolean {
  return outcome === "pass" || outcome === "fail";
}
