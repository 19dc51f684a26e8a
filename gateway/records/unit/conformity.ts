/** What a unit's release would rest on, and every guard that still stands against it (CR-61). */
import type { UsedEquipment } from "../../domain/equipment/used.ts";
import type { SqlReader } from "../../ledger/contract.ts";
import { compact } from "../compact.ts";
import { findConcession } from "../nonconformance/lookup.ts";
import type { UnitRow } from "./lookup.ts";
import type { ReleasedOperation } from "./record.ts";
import { findRoute } from "./runs.ts";

/** One thing that stands against it; `guard` is a word, the message is for people. */
export interface OpenGuard {
  readonly guard: string;
  readonly message: string;
}

/** Evidence by operation, concessions used, and what is missing. */
export interface Conformity {
  readonly operations: readonly ReleasedOperation[];
  readonly concessions: readonly string[];
  readonly guards: readonly OpenGuard[];
}

interface RunRow {
  readonly id: string;
  readonly outcome: string;
  readonly procedureId: string | null;
  readonly procedureVersion: number | null;
  readonly procedureHash: string | null;
  readonly equipment: string | null;
}

/** Looks at each operation of the route at that time (microseconds since the epoch). */
export function assessConformity(sql: SqlReader, unit: UnitRow, nowUs: number): Conformity {
  const route = findRoute(sql, unit);
  const guards: OpenGuard[] = [];
  const operations: ReleasedOperation[] = [];
  const concessions = new Set<string>();
  if (route.length === 0) {
    guards.push({ guard: "route", message: `revision ${unit.revision} has no route` });
  }
  for (const operation of route) {
    const run = findDeciding(sql, unit.id, operation);
    if (run?.outcome === "pass") guards.push(...guardsOfPass(operation, run));
    else {
      const stood = standIn(sql, { unit, operation, run }, nowUs);
      if (typeof stood === "string") concessions.add(stood);
      else guards.push(stood);
    }
    operations.push(evidenceOf(operation, run));
  }
  if (unit.holds > 0) guards.push({ guard: "hold", message: holdText(unit.holds) });
  return { operations, concessions: [...concessions], guards };
}

function holdText(holds: number): string {
  return holds === 1 ? "a hold is on the unit" : `${holds} holds are on the unit`;
}

function findDeciding(sql: SqlReader, unitId: string, operation: string): RunRow | undefined {
  return sql.get<RunRow>(
    `SELECT run.id AS id, run.outcome AS outcome, procedure_id AS procedureId,
       procedure_version AS procedureVersion, procedure_hash AS procedureHash, equipment
     FROM deciding_run JOIN run ON run.id = run_id
     WHERE deciding_run.unit_id = ? AND deciding_run.operation = ?`,
    ...[unitId, operation],
  );
}

/** A pass of no procedure has no acceptance criteria: it can not be evidence. */
function guardsOfPass(operation: string, { id, procedureHash }: RunRow): readonly OpenGuard[] {
  if (procedureHash !== null) return [];
  return [{ guard: "procedure", message: `run ${id} at ${operation} was judged by no procedure` }];
}

interface Failing {
  readonly unit: UnitRow;
  readonly operation: string;
  readonly run: RunRow | undefined;
}

/** The concession that stands for an operation, or why none does. */
function standIn(sql: SqlReader, at: Failing, nowUs: number): string | OpenGuard {
  const { unit, operation, run } = at;
  if (run === undefined) {
    return { guard: "pass", message: `${operation} has no run that counts` };
  }
  const concession = findConcession(sql, { unitId: unit.id, operation, runId: run.id });
  if (concession === undefined) {
    return {
      guard: "pass",
      message: `${operation} is not passed: run ${run.id} is ${run.outcome}`,
    };
  }
  if (concession.expiresAt > nowUs) return concession.id;
  return { guard: "concession", message: `the concession for ${operation} has expired` };
}

function evidenceOf(operation: string, run: RunRow | undefined): ReleasedOperation {
  const equipment = JSON.parse(run?.equipment ?? "[]") as readonly UsedEquipment[];
  return {
    ...compact({ operation, runId: run?.id, procedureId: run?.procedureId }),
    ...compact({ procedureVersion: run?.procedureVersion, procedureHash: run?.procedureHash }),
    equipment: equipment.map(({ id, calibrationId }) => compact({ id, calibrationId })),
  };
}
