/** Completion and outcome of a run: what lists, filters and exports show of it. Pure. */
import type { Verdict } from "./limits.ts";

export type Completion = "running" | "completed" | "aborted" | "timeout" | "error";
export type Outcome = "running" | "pass" | "fail" | "error" | "timeout" | "aborted";

/** `fail` whatever the completion; else the completion; else pass. Never pass while unjudged. */
export function deriveOutcome(
  verdict: Verdict,
  completion: Exclude<Completion, "running">,
): Exclude<Outcome, "running"> {
  if (verdict === "fail") return "fail";
  if (completion !== "completed") return completion;
  return verdict === "pass" ? "pass" : "error";
}
