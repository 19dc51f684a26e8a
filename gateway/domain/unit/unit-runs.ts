/** What the runs of a unit say of it: where it stands at each operation, and altogether. */
import type { Outcome } from "../run.ts";
import type { UnitStage, UnitStatus } from "./unit-life.ts";

/** What of a run decides about its unit. */
export interface UnitRun {
  readonly id: string;
  readonly operation: string;
  readonly source: "rig" | "api";
  readonly engineeringMode: boolean;
  readonly startedAt: number;
  readonly startedSeq: number;
  readonly outcome: Outcome;
  /**
   * False for a run that was invalidated, that began before the unit was sent back to its
   * operation, or that a simulated rig made in a real plant.
   */
  readonly isValid?: boolean;
  /** True for a run after the last attempt its procedure allows: it may fail, it can not pass. */
  readonly isBeyondAttempts?: boolean;
  /** True where an approved concession stands for it: it did not pass, and it holds nothing up. */
  readonly isConceded?: boolean;
}

/** A run that may be evidence: the type has no engineering mode. */
export type EvidenceRun = UnitRun & { readonly engineeringMode: false };

/** One operation of a unit's route. */
export interface OperationState {
  readonly operation: string;
  readonly state: "open" | Outcome;
  readonly attempts: number;
  readonly deciding?: EvidenceRun;
  /** A counting run goes on there. */
  readonly isRunning: boolean;
}

/** Where a unit stands at each operation of its route. */
export function deriveOperations(
  route: readonly string[],
  runs: readonly UnitRun[],
): readonly OperationState[] {
  return route.map((operation) => {
    const own = runs.filter((run) => run.operation === operation);
    const deciding = decidingRun(own);
    const isRunning = own.some((run) => run.outcome === "running");
    const state = isRunning ? "running" : (deciding?.outcome ?? "open");
    const base = { operation, state, attempts: own.length, isRunning } as const;
    return deciding === undefined ? base : { ...base, deciding };
  });
}

/** The status: what was decided, or what follows from the runs of a unit in process. */
export function deriveStatus(
  stage: UnitStage,
  operations: readonly OperationState[],
  isUntouched: boolean,
): UnitStatus {
  if (stage !== "in_process") return stage;
  if (isUntouched) return "created";
  const failed = operations.filter((each) => each.deciding?.outcome === "fail" && !isSettled(each));
  if (failed.length > 0) return failed.every(({ isRunning }) => isRunning) ? "retest" : "failed";
  const isPassed = operations.every(isSettled);
  return operations.length > 0 && isPassed ? "passed_all" : "in_process";
}

/** True for an operation that is passed, or that a concession stands for. */
export function isSettled({ deciding }: OperationState): boolean {
  return deciding?.outcome === "pass" || deciding?.isConceded === true;
}

/**
 * The last finished run that counts. Own runs are ordered by the ledger, runs from outside by the
 * start they state; between the two the later start decides. Engineering runs decide nothing.
 */
export function decidingRun(runs: readonly UnitRun[]): EvidenceRun | undefined {
  const valid = runs.filter(isDeciding);
  const own = valid
    .filter((run) => run.source === "rig")
    .reduce(
      later((run) => run.startedSeq),
      undefined,
    );
  const foreign = valid
    .filter((run) => run.source === "api")
    .reduce(
      later((run) => run.startedAt),
      undefined,
    );
  if (own === undefined || foreign === undefined) return own ?? foreign;
  return foreign.startedAt > own.startedAt ? foreign : own;
}

function isDeciding(run: UnitRun): run is EvidenceRun {
  if (run.outcome === "running" || run.engineeringMode || run.isValid === false) return false;
  return run.outcome !== "pass" || run.isBeyondAttempts !== true;
}

function later(position: (run: UnitRun) => number) {
  return (last: EvidenceRun | undefined, run: EvidenceRun): EvidenceRun =>
    last === undefined || position(run) > position(last) ? run : last;
}
