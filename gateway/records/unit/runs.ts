/** What the status of a unit is derived from, read from the tables of runs and revisions. */
import type { UnitRun } from "../../domain/unit/unit-runs.ts";
import type { SqlReader } from "../../ledger/contract.ts";
import { listConceded } from "../nonconformance/lookup.ts";
import { isDemo } from "./demo.ts";

interface Row
  extends Omit<UnitRun, "engineeringMode" | "isValid" | "isBeyondAttempts" | "isConceded"> {
  readonly engineeringMode: number;
  readonly simulated: number;
  readonly invalidated: number;
  readonly attempt: number | null;
  readonly procedureHash: string | null;
  readonly sinceSeq: number | null;
  readonly sinceUs: number | null;
}

/**
 * The runs of a unit in the ledger's order, each with whether it counts; those that nobody armed
 * for are left out.
 */
export function listUnitRuns(sql: SqlReader, unitId: string): readonly UnitRun[] {
  const rows = sql.all<Row>(
    `SELECT run.id AS id, run.operation AS operation, source, engineering_mode AS engineeringMode,
       simulated, invalidated, started_at AS startedAt, started_seq AS startedSeq, outcome,
       attempt, procedure_hash AS procedureHash, since_seq AS sinceSeq, since_us AS sinceUs
     FROM run LEFT JOIN unit_again AS again
       ON again.unit_id = run.unit_id AND again.operation = run.operation
     WHERE run.unit_id = ? AND uninvited = 0 ORDER BY started_seq`,
    unitId,
  );
  const conceded = listConceded(sql, unitId);
  return rows.map((row) => ({ ...presentRun(sql, row), isConceded: conceded.has(row.id) }));
}

function presentRun(sql: SqlReader, row: Row): UnitRun {
  const { id, operation, source, startedAt, startedSeq, outcome } = row;
  return {
    ...{ id, operation, source, startedAt, startedSeq, outcome },
    engineeringMode: row.engineeringMode === 1,
    isValid: isValid(sql, row),
    isBeyondAttempts: isBeyondAttempts(sql, row),
  };
}

function isValid(sql: SqlReader, row: Row): boolean {
  if (row.invalidated === 1) return false;
  if (row.simulated === 1 && !isDemo(sql)) return false;
  if (row.sinceSeq === null || row.sinceUs === null) return true;
  return row.source === "rig" ? row.startedSeq > row.sinceSeq : row.startedAt >= row.sinceUs;
}

/** Only a repeated pass is asked for: reading the procedure of each run would cost every run. */
function isBeyondAttempts(sql: SqlReader, { attempt, outcome, procedureHash }: Row): boolean {
  if (outcome !== "pass" || attempt === null || attempt === 1 || procedureHash === null) {
    return false;
  }
  const most = findAttemptsMax(sql, procedureHash);
  return most !== undefined && attempt > most;
}

function findAttemptsMax(sql: SqlReader, hash: string): number | undefined {
  const row = sql.get<{ most: number | null }>(
    "SELECT json_extract(body, '$.attemptsMax') AS most FROM procedure_content WHERE hash = ?",
    hash,
  );
  return row?.most ?? undefined;
}

/** Attempts of our own or from outside within one cycle, running ones included. */
export function countRuns(
  sql: SqlReader,
  run: {
    readonly unitId: string;
    readonly operation: string;
    readonly source: "rig" | "api";
    readonly cycle: string;
  },
): number {
  const row = sql.get<{ runs: number }>(
    `SELECT count(*) AS runs FROM run
     WHERE unit_id = ? AND operation = ? AND source = ? AND cycle = ?`,
    ...[run.unitId, run.operation, run.source, run.cycle],
  );
  return row?.runs ?? 0;
}

/** The operations a unit of this revision must pass; empty for an unknown one. */
export function findRoute(
  sql: SqlReader,
  unit: { readonly partNumber: string; readonly revision: string },
): readonly string[] {
  const row = sql.get<{ route: string }>(
    "SELECT route FROM revision WHERE part_number = ? AND revision = ?",
    ...[unit.partNumber, unit.revision],
  );
  return row === undefined ? [] : (JSON.parse(row.route) as string[]);
}
