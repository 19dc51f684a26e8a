/** The ways to count a yield, each with a name and a version that stand on every number. */
import type { Counter, Counts } from "../facts/judge-unit.ts";
import { type Interval, wilson } from "../statistics/proportion.ts";

/** A yield is the sum of `passed` over the sum of `counted`. */
export interface YieldPolicy {
  readonly name: PolicyName;
  /** Raised when its meaning changes; never changed in silence. */
  readonly version: number;
  readonly title: string;
  /** For whoever reads a number: what counts, and as what. */
  readonly definition: string;
  readonly counted: readonly Counter[];
  readonly passed: Counter;
}

/** Their names; the first is the default. */
export const POLICY_NAMES = [
  "first-pass",
  "first-pass-strict",
  "first-pass-verdict",
  "first-pass-clean",
  "final",
  "ever-passed",
  "run-level",
] as const;
export type PolicyName = (typeof POLICY_NAMES)[number];

/** The policy of a number that names none. */
export const DEFAULT_POLICY: PolicyName = "first-pass";

const WINDOW = "A unit counts where its first counted run lies, so that periods add up.";
const PLAIN: readonly YieldPolicy[] = [
  {
    name: "first-pass",
    version: 1,
    title: "First-pass yield",
    definition: `Units whose first run passed. Aborted runs are ignored; error and timeout are not a pass. ${WINDOW}`,
    counted: ["first"],
    passed: "firstPassed",
  },
  {
    name: "first-pass-strict",
    version: 1,
    title: "First-pass yield, every non-pass counts",
    definition: `Units whose very first run passed; aborted, error and timeout are not a pass. ${WINDOW}`,
    counted: ["strict"],
    passed: "strictPassed",
  },
  {
    name: "first-pass-verdict",
    version: 1,
    title: "First-pass yield, product verdicts only",
    definition: `Units whose first run with a verdict passed; aborted, error and timeout are ignored. ${WINDOW}`,
    counted: ["verdict"],
    passed: "verdictPassed",
  },
  {
    name: "first-pass-clean",
    version: 1,
    title: "First-pass yield without retries",
    definition: `As first-pass; a measurement that was taken twice within the run spoils it. ${WINDOW}`,
    counted: ["first"],
    passed: "firstClean",
  },
  {
    name: "final",
    version: 1,
    title: "Final yield",
    definition: `Units whose last run passed. Aborted runs are ignored; error and timeout are not a pass. ${WINDOW}`,
    counted: ["first"],
    passed: "lastPassed",
  },
  {
    name: "ever-passed",
    version: 1,
    title: "Eventually passed",
    definition: `Units of which any run passed, whatever came after. ${WINDOW}`,
    counted: ["first"],
    passed: "everPassed",
  },
  {
    name: "run-level",
    version: 1,
    title: "Run-level yield",
    definition:
      "Runs that passed out of runs that passed or failed; a unit counts as often as it is run.",
    counted: ["passed", "failed"],
    passed: "passed",
  },
];

/** Every policy; the default comes first. */
export const POLICIES: ReadonlyMap<PolicyName, YieldPolicy> = new Map(
  PLAIN.map((policy) => [policy.name, policy]),
);

/** Throws RangeError for a name that no policy has. */
export function getPolicy(name: PolicyName): YieldPolicy {
  const policy = POLICIES.get(name);
  if (policy === undefined) throw new RangeError(`no yield policy "${name}"`);
  return policy;
}

/** A yield with its sample and Wilson's 95 % interval; the last three absent where `n` is 0. */
export interface Yield {
  readonly n: number;
  readonly passed: number;
  readonly yield?: number;
  readonly low?: number;
  readonly high?: number;
}

/** The yield that a policy sees in these counts. */
export function yieldOf(counts: Counts, policy: YieldPolicy): Yield {
  const n = policy.counted.reduce((sum, counter) => sum + counts[counter], 0);
  const passed = counts[policy.passed];
  const interval: Interval | undefined = wilson(passed, n);
  return interval === undefined ? { n, passed } : { n, passed, yield: passed / n, ...interval };
}
