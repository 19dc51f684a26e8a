/** A unit: one serial number of one part number. Its status follows from its runs. */
import { createHash } from "node:crypto";
import type { Outcome } from "../../domain/run.ts";
import { compact } from "../compact.ts";
import type { UnitDetail, UnitSummary } from "../views.ts";

export type UnitStatus = UnitSummary["status"];

/** The body of a unit's entry. */
export interface UnitBody {
  readonly id: string;
  readonly serialNumber: string;
  readonly partNumber: string;
  readonly revision: string;
  readonly orderId: string;
}

/** What of a run decides about its unit. */
export interface UnitRun {
  readonly id: string;
  readonly operation: string;
  readonly source: "rig" | "api";
  readonly engineeringMode: boolean;
  readonly startedAt: number;
  readonly startedSeq: number;
  readonly outcome: Outcome;
}

export type RouteState = UnitDetail["route"][number];

/** Where a unit stands at each operation of its route. */
export function deriveRoute(route: readonly string[], runs: readonly UnitRun[]): RouteState[] {
  return route.map((operation) => {
    const own = runs.filter((run) => run.operation === operation);
    const deciding = decidingRun(own);
    const isRunning = own.some((run) => run.outcome === "running");
    const state: RouteState["state"] = isRunning ? "running" : (deciding?.outcome ?? "open");
    return compact({ operation, state, attempts: own.length, runId: deciding?.id });
  });
}

/** The unit's status: failed at an operation, passed at all of its route, or on its way. */
export function deriveStatus(route: readonly string[], runs: readonly UnitRun[]): UnitStatus {
  if (runs.length === 0) return "created";
  const outcomes = route.map(
    (operation) => decidingRun(runs.filter((run) => run.operation === operation))?.outcome,
  );
  if (outcomes.includes("fail")) return "failed";
  return route.length > 0 && outcomes.every((outcome) => outcome === "pass")
    ? "passed_all"
    : "in_process";
}

/**
 * The last finished run that counts. Own runs are ordered by the ledger, runs from outside by the
 * start they state; between the two the later start decides. Engineering runs decide nothing.
 */
export function decidingRun(runs: readonly UnitRun[]): UnitRun | undefined {
  const valid = runs.filter((run) => run.outcome !== "running" && !run.engineeringMode);
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

function later(position: (run: UnitRun) => number) {
  return (last: UnitRun | undefined, run: UnitRun): UnitRun =>
    last === undefined || position(run) > position(last) ? run : last;
}

/**
 * The id of a unit that its first run creates: a UUIDv7 of the run's start whose random part is
 * drawn from what makes it unique. A rule is pure, it can not throw dice.
 */
export function unitIdOf(unit: {
  readonly partNumber: string;
  readonly serialNumber: string;
  readonly runId: string;
  readonly startedAt: number;
}): string {
  const text = JSON.stringify([unit.partNumber, unit.serialNumber, unit.runId]);
  const bytes = createHash("sha256").update(text).digest().subarray(0, 16);
  // A clock may be wrong, the unit is still there: a time the id cannot hold becomes the nearest.
  const milliseconds = Math.min(Math.max(Math.floor(unit.startedAt / 1000), 0), 2 ** 48 - 1);
  bytes.writeUIntBE(milliseconds, 0, 6);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x70;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString("hex");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
