import type { RunFinishedEvent } from "../../drivers/contract.ts";

/** Why a rig itself ended a run before its time, where it says so. */
export type ReportedCause = NonNullable<RunFinishedEvent["cause"]>;

/** Why a run is not `completed`; a code word, so that it can be counted. */
export type RunCause =
  | "unit.unknown"
  | "procedure.unknown"
  | "measurement.missing"
  | "rig.reported-error"
  | "rig.reported-abort"
  | "rig.e-stop"
  | "slot.neighbour-failed"
  | "rig.no-verdict"
  | "run.superseded"
  | "run.silent"
  | "link.lost"
  | "operator.aborted"
  | "prompt.unanswered"
  | "abort.condition"
  | "program.missing"
  | "program.overdue"
  | "program.step-failed"
  | "gateway.restart"
  | "gateway.stopped";

const CAUSES: Readonly<Record<ReportedCause, RunCause>> = {
  operator: "operator.aborted",
  "e-stop": "rig.e-stop",
  "neighbour-slot": "slot.neighbour-failed",
};

/** How a run ended by the rig's own word that it was not completed. */
export function reportedEnd(
  completion: "aborted" | "error",
  said: ReportedCause | undefined,
): { readonly completion: "aborted" | "error"; readonly cause: RunCause } {
  const plain = completion === "aborted" ? "rig.reported-abort" : "rig.reported-error";
  return { completion, cause: said === undefined ? plain : CAUSES[said] };
}
