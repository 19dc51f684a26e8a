/** A unit: one serial number of one part number. What was decided of it; the rest is derived. */
import type { UnitCycle, UnitMove, UnitStage, UnitStatus } from "../../domain/unit/unit-life.ts";
import type { OperationState, UnitRun } from "../../domain/unit/unit-runs.ts";
import { deriveOperations, deriveStatus, isSettled } from "../../domain/unit/unit-runs.ts";
import { derivedId } from "../commands/derived-id.ts";
import { compact } from "../compact.ts";
import type { UnitDetail } from "../views.ts";

/** What a unit is, without what became of it. */
export interface UnitIdentity {
  readonly id: string;
  readonly serialNumber: string;
  readonly partNumber: string;
  readonly revision: string;
  readonly orderId: string;
}

/** The body of a unit's entry, schema unit/2. */
export interface UnitBody extends UnitIdentity {
  readonly stage: UnitStage;
  readonly cycle: UnitCycle;
  /** What this version did; absent for the first one. */
  readonly move?: UnitMoved;
  /** While it is released or shipped. */
  readonly release?: ReleaseEvidence;
}

/** Why a unit moved on or back. */
export interface UnitMoved {
  readonly kind: UnitMove;
  /** Operations of which only runs from now on count; none for a move that is not back. */
  readonly again: readonly string[];
  /** The record that caused it, e.g. a repair. */
  readonly cause?: { readonly type: string; readonly id: string };
}

/** What a release rests on (CR-61, CR-62). */
export interface ReleaseEvidence {
  readonly operations: readonly ReleasedOperation[];
  /** Approved concessions that stand for operations without a pass. */
  readonly concessions: readonly string[];
  /** The person authorising; the printed name stands in the signature. */
  readonly authorisedBy: string;
  readonly signatureId: string;
}

/** Evidence of conformity of one operation, with acceptance criteria and equipment. */
export interface ReleasedOperation {
  readonly operation: string;
  readonly runId?: string;
  readonly procedureId?: string;
  readonly procedureVersion?: number;
  readonly procedureHash?: string;
  readonly equipment: readonly { readonly id: string; readonly calibrationId?: string }[];
}

/** A body as unit/1 had it, of a unit of which nothing had been decided yet. */
export function upcastUnit(body: unknown): UnitBody {
  return { ...(body as UnitIdentity), stage: "in_process", cycle: { kind: "build", number: 0 } };
}

export type RouteState = UnitDetail["route"][number];

/** Where a unit stands at each operation of its route. */
export function deriveRoute(route: readonly string[], runs: readonly UnitRun[]): RouteState[] {
  return deriveOperations(route, runs).map(({ operation, state, attempts, deciding }) =>
    compact({ operation, state, attempts, runId: deciding?.id }),
  );
}

/** What lists and counts need of a unit. */
export interface UnitStanding {
  readonly status: UnitStatus;
  /** The first operation that is not passed; undefined when all are. */
  readonly atOperation: string | undefined;
  readonly operations: readonly OperationState[];
}

/** The standing of a unit of that stage by its runs. */
export function standingOf(
  { stage, isSentBack }: { readonly stage: UnitStage; readonly isSentBack: boolean },
  route: readonly string[],
  runs: readonly UnitRun[],
): UnitStanding {
  const operations = deriveOperations(route, runs);
  const status = deriveStatus(stage, operations, runs.length === 0 && !isSentBack);
  const open = operations.find((each) => !isSettled(each));
  return { status, operations, atOperation: open?.operation };
}

/** Where an order counts a unit; each unit is in exactly one place. */
export const PLACES = [
  ...(["not_started", "in_process", "failed", "rework", "hold", "good", "scrap"] as const),
] as const;
export type UnitPlace = (typeof PLACES)[number];

/** The place by status, holds and cycle: scrap before hold, hold before everything else. */
export function placeOf(status: UnitStatus, isHeld: boolean, cycle: UnitCycle): UnitPlace {
  if (status === "scrap") return "scrap";
  // What was shipped is gone: a hold can no longer keep it.
  if (status === "shipped") return "good";
  if (isHeld) return "hold";
  switch (status) {
    case "created":
      return "not_started";
    case "failed":
      return "failed";
    case "passed_all":
    case "released":
      return "good";
    case "in_process":
    case "retest":
      return cycle.kind === "build" ? "in_process" : "rework";
    case "repair":
    case "returned":
      return "rework";
  }
}

/** The id of a unit that its first run creates. */
export function unitIdOf(unit: {
  readonly partNumber: string;
  readonly serialNumber: string;
  readonly runId: string;
  readonly startedAt: number;
}): string {
  const { partNumber, serialNumber, runId, startedAt } = unit;
  return derivedId([partNumber, serialNumber, runId], startedAt);
}
