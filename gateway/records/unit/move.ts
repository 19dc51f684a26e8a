/** How a unit moves on or back: the one place that appends a version of it. */
import {
  cycleAfter,
  mayMove,
  operationsFrom,
  UNIT_MOVES,
  type UnitMove,
} from "../../domain/unit/unit-life.ts";
import { type NewEntry, Refusal, type SqlReader } from "../../ledger/contract.ts";
import { compact } from "../compact.ts";
import { countCycles } from "./cycle.ts";
import { bodyOf, type UnitRow } from "./lookup.ts";
import type { ReleaseEvidence, UnitBody, UnitMoved } from "./record.ts";
import { findRoute } from "./runs.ts";

/** What a move needs besides the unit. */
export interface MoveOrder {
  readonly kind: UnitMove;
  readonly reason?: string;
  /** The operation it goes back to; of moves that lead back. */
  readonly operation?: string;
  /** The new revision; of `revise` alone. */
  readonly revision?: string;
  readonly cause?: UnitMoved["cause"];
  readonly release?: ReleaseEvidence;
}

/**
 * The entry of a move. Throws Refusal `unit.not-allowed`, naming the status the move would need
 * (CR-25), and `record.invalid` for an operation that the unit's route does not have.
 */
export function moveEntry(sql: SqlReader, unit: UnitRow, order: MoveOrder): NewEntry {
  const { kind, reason } = order;
  assertMove(unit, kind);
  const stage = UNIT_MOVES[kind].to;
  const { release: _, ...before } = bodyOf(sql, unit);
  const revision = order.revision ?? unit.revision;
  const again = againOf(sql, { ...unit, revision }, order);
  const cycle = cycleAfter(kind, before.cycle, countCycles(sql, unit.id));
  const kept = stage === "shipped" ? bodyOf(sql, unit).release : order.release;
  const body: UnitBody = {
    ...{ ...before, revision, stage, cycle },
    move: compact({ kind, again, cause: order.cause }),
    ...(kept === undefined ? {} : { release: kept }),
  };
  const entry = { type: "unit", id: unit.id, version: unit.version + 1, schema: "unit/2" };
  return { ...entry, action: ACTIONS[kind], body, ...(reason === undefined ? {} : { reason }) };
}

/** Throws Refusal `unit.not-allowed` where the unit's status does not allow the move. */
export function assertMove({ status, serialNumber }: UnitRow, kind: UnitMove): void {
  if (mayMove(kind, status)) return;
  const needed = UNIT_MOVES[kind].from;
  const message = `unit ${serialNumber} is ${status}; to ${WORDS[kind]} it must be ${needed.join(" or ")}`;
  throw new Refusal("unit.not-allowed", message, { status, move: kind, needed });
}

function againOf(sql: SqlReader, unit: UnitRow, { kind, operation }: MoveOrder): readonly string[] {
  if (!LEADS_BACK.has(kind)) return [];
  const route = findRoute(sql, unit);
  const from = kind === "readmit" ? route[0] : operation;
  const again = from === undefined ? [] : operationsFrom(route, from);
  if (again.length > 0) return again;
  const message = `operation: "${operation ?? ""}" is not of the route ${route.join(", ")}`;
  throw new Refusal("record.invalid", message, { field: "operation", route });
}

const LEADS_BACK: ReadonlySet<UnitMove> = new Set([
  ...(["readmit", "resume", "swap", "revise", "invalidate", "rework"] as const),
]);

const ACTIONS: Readonly<Record<UnitMove, string>> = {
  release: "released",
  ship: "shipped",
  return: "returned",
  readmit: "readmitted",
  repair: "taken-to-repair",
  resume: "repaired",
  scrap: "scrapped",
  swap: "component-changed",
  revise: "revised",
  invalidate: "run-invalidated",
  rework: "sent-to-rework",
  disposeRepair: "taken-to-repair",
  condemn: "scrapped",
};

const WORDS: Readonly<Record<UnitMove, string>> = {
  release: "release",
  ship: "ship",
  return: "take back",
  readmit: "readmit",
  repair: "repair",
  resume: "end the repair of",
  scrap: "scrap",
  swap: "change a component of",
  revise: "change the revision of",
  invalidate: "invalidate a run of",
  rework: "rework",
  disposeRepair: "repair",
  condemn: "scrap",
};
