/** Why a run is not `completed`; a code word, so that it can be counted. */
export type RunCause =
  | "unit.unknown"
  | "procedure.unknown"
  | "measurement.missing"
  | "rig.reported-error"
  | "rig.reported-abort"
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
