/** Nonconformances, their units and concessions, as rules and queries read them. */
import type { DispositionKind, Line } from "../../domain/nonconformance/nonconformance.ts";
import { Refusal, type SqlReader } from "../../ledger/contract.ts";
import { compact } from "../compact.ts";
import type { Latest } from "../import-rule.ts";
import type { NonconformanceBody } from "./record.ts";

/** A concession that stands for one failed run of one unit; a later run has to be judged anew. */
export interface Concession {
  /** Of the disposition that grants it. */
  readonly id: string;
  /** Microseconds since the epoch. */
  readonly expiresAt: number;
}

/** The concession for that run, the one that lasts longest; undefined where there is none. */
export function findConcession(
  sql: SqlReader,
  at: { readonly unitId: string; readonly operation: string; readonly runId: string },
): Concession | undefined {
  return sql.get<Concession>(
    `SELECT disposition_id AS id, expires_at AS expiresAt FROM concession
     WHERE unit_id = ? AND operation = ? AND run_id = ? ORDER BY expires_at DESC LIMIT 1`,
    ...[at.unitId, at.operation, at.runId],
  );
}

/** Runs of a unit that a concession stands for, whether or not it has expired meanwhile. */
export function listConceded(sql: SqlReader, unitId: string): ReadonlySet<string> {
  const rows = sql.all<{ runId: string }>(
    "SELECT run_id AS runId FROM concession WHERE unit_id = ?",
    unitId,
  );
  return new Set(rows.map(({ runId }) => runId));
}

/** The latest version of a nonconformance. Throws Refusal `nonconformance.not-found`. */
export function getNonconformance(sql: SqlReader, id: string): Latest<NonconformanceBody> {
  const row = sql.get<{ version: number; body: string }>(
    "SELECT version, body FROM nonconformance WHERE id = ?",
    id,
  );
  if (row === undefined) {
    const message = `there is no nonconformance ${id}`;
    throw new Refusal("nonconformance.not-found", message, { id });
  }
  return { version: row.version, body: JSON.parse(row.body) as NonconformanceBody };
}

/** A unit of a nonconformance with what the decisions on it were. */
export interface StoredLine extends Line {
  readonly partNumber: string;
  readonly containmentId: string;
  readonly dispositionId?: string;
  /** As JSON. */
  readonly concession?: string;
}

/** Every unit of a nonconformance, by serial number. */
export function listLines(sql: SqlReader, id: string): readonly StoredLine[] {
  return sql
    .all<{
      unitId: string;
      serialNumber: string;
      partNumber: string;
      status: string;
      containmentId: string;
      disposition: DispositionKind | null;
      dispositionId: string | null;
      concession: string | null;
    }>(
      `SELECT unit_id AS unitId, serial_number AS serialNumber, part_number AS partNumber, status,
         containment_id AS containmentId, disposition, disposition_id AS dispositionId, concession
       FROM nonconformance_line JOIN unit ON unit.id = unit_id
       WHERE nonconformance_id = ? ORDER BY serial_number, part_number`,
      id,
    )
    .map(compact);
}
