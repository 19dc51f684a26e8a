/**
 * Reference units: samples whose result is known. A golden one must pass; a failing one must fail
 * its named measurements and no other, so that an unplugged board is no pass of the check.
 */
import type { RunRecord } from "../run.ts";

/** What makes a reference unit due. */
export const REFERENCE_OCCASIONS = ["shift", "changeover", "maintenance"] as const;
export type ReferenceOccasion = (typeof REFERENCE_OCCASIONS)[number];

/** The body of its entry. */
export interface ReferenceUnit {
  /** The number on its label; never used again for another one. */
  readonly id: string;
  readonly kind: "golden" | "failing";
  readonly partNumber: string;
  readonly serialNumber: string;
  readonly operation: string;
  /** Ids of the measurements that a failing one must fail; empty for a golden one. */
  readonly mustFail: readonly string[];
  /** At which it is demanded; at every rig of the operation where absent. */
  readonly rigs?: readonly string[];
  readonly due: readonly ReferenceOccasion[];
  /** Demanded no more. */
  readonly retired?: boolean;
}

/** What a run of a reference unit says of the place it was made at. */
export interface ReferenceResult {
  readonly held: boolean;
  /** What was found, for a person. */
  readonly why: string;
}

type Judged = Pick<
  RunRecord,
  "outcome" | "computed" | "reported" | "failing" | "missing" | "measurements"
>;

/** Whether the unit behaved as it must. */
export function judgeReference(
  { kind, mustFail }: Pick<ReferenceUnit, "kind" | "mustFail">,
  run: Judged,
): ReferenceResult {
  if (kind === "golden") {
    const held = run.outcome === "pass";
    return { held, why: held ? "it passed" : `it must pass, and the outcome is ${run.outcome}` };
  }
  return judgeFailing(mustFail, run);
}

function judgeFailing(mustFail: readonly string[], run: Judged): ReferenceResult {
  const refuse = (why: string) => ({ held: false, why });
  if (run.missing.length > 0) return refuse(`no value of ${run.missing.join(", ")}`);
  // What failed by a bad value is no failure of the unit: only judged values count.
  const failed = new Set(
    run.measurements.filter(({ computed }) => computed === "fail").map(({ id }) => id),
  );
  const spared = mustFail.filter((id) => !failed.has(id));
  if (spared.length > 0) return refuse(`it must fail ${spared.join(", ")}`);
  const others = [...failed].filter((id) => !mustFail.includes(id));
  if (others.length > 0) return refuse(`it failed ${others.join(", ")} as well`);
  if (run.reported === "pass") return refuse("the rig called it a pass");
  if (run.outcome !== "fail") return refuse(`it must fail, and the outcome is ${run.outcome}`);
  return { held: true, why: `it failed ${mustFail.join(", ")}` };
}
