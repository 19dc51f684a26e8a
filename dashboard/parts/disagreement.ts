/** What a run's mismatch means. Pure. */
import type { RunSummary } from "../app/contract.ts";

/**
 * `contradiction`: the rig says one thing, the limits another. `not-judged`: the rig gave a
 * verdict, the limits could not, because values are missing; nobody contradicts it.
 */
export type Disagreement = "contradiction" | "not-judged";

/** Undefined where rig and limits agree. A failed measurement makes it a contradiction. */
export function disagreementOf(
  run: Pick<RunSummary, "mismatch" | "computed" | "failing">,
): Disagreement | undefined {
  if (!run.mismatch) return undefined;
  return run.computed === "unjudged" && run.failing.length === 0 ? "not-judged" : "contradiction";
}
