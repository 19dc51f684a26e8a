/** Units that have something in common with a bad one. */
import { parseIsoTime } from "../../domain/iso-time.ts";
import type { Query, SqlReader, SqlValue } from "../../ledger/contract.ts";
import type { ContainmentQuery } from "./record.ts";

/** A unit that a containment would hold. */
export interface ContainedUnit {
  readonly id: string;
  readonly serialNumber: string;
  readonly partNumber: string;
  readonly status: string;
  readonly holds: number;
}

/** Conditions on a run. */
const OF_RUN = {
  station: "run.station = ?",
  rig: "run.rig = ?",
  slot: "run.slot = ?",
  operation: "run.operation = ?",
  revision: "run.revision = ?",
  procedure: "trim(run.procedure_id || ' ' || coalesce(run.procedure_version, '')) = ?",
  procedureHash: "run.procedure_hash = ?",
  limitSetHash: "run.limit_set_hash = ?",
  operator: "json_extract(run.invitation, '$.operator') = ?",
  gatewayVersion: "run.gateway_version = ?",
  // Failed runs have an index of their own; only their values are looked at.
  measurement: `run.outcome = 'fail' AND EXISTS (SELECT 1 FROM measurement
    WHERE run_id = run.id AND measurement_id = ? AND computed = 'fail')`,
  equipmentId: "run.id IN (SELECT run_id FROM run_equipment WHERE equipment_id = ?)",
  from: "run.started_at >= ?",
  to: "run.started_at < ?",
} as const;

/** Conditions on the unit itself. */
const OF_UNIT = { partNumber: "unit.part_number = ?", orderId: "unit.order_id = ?" } as const;

interface Condition {
  readonly sql: string;
  readonly values: readonly SqlValue[];
}

/**
 * Units that fit, by serial number, at most `limit`; those a nonconformance has already are left
 * out. A unit fits where one single run of it meets all conditions on runs.
 */
export function selectUnits(
  sql: SqlReader,
  query: ContainmentQuery,
  { limit, except }: { readonly limit: number; readonly except?: string },
): readonly ContainedUnit[] {
  const { where, values } = conditionOf(query, except);
  return sql.all<ContainedUnit>(
    `SELECT unit.id AS id, serial_number AS serialNumber, part_number AS partNumber, status, holds
     FROM unit WHERE ${where} ORDER BY part_number, serial_number LIMIT ?`,
    ...[...values, limit],
  );
}

function conditionOf(
  query: ContainmentQuery,
  except?: string,
): { readonly where: string; readonly values: readonly SqlValue[] } {
  const conditions = [...unitConditions(query), ...runConditions(query)];
  if (except !== undefined) {
    conditions.push({
      sql: `unit.id NOT IN (
        SELECT unit_id FROM nonconformance_line WHERE nonconformance_id = ?)`,
      values: [except],
    });
  }
  return {
    where: conditions.map((each) => each.sql).join(" AND "),
    values: conditions.flatMap((each) => each.values),
  };
}

function unitConditions(query: ContainmentQuery): Condition[] {
  const found: Condition[] = [];
  for (const name of ["partNumber", "orderId"] as const) {
    const value = query[name];
    if (value !== undefined) found.push({ sql: OF_UNIT[name], values: [value] });
  }
  const { serialNumbers, componentLot, componentPart } = query;
  if (serialNumbers !== undefined) {
    const marks = serialNumbers.map(() => "?").join(", ");
    found.push({ sql: `unit.serial_number IN (${marks})`, values: serialNumbers });
  }
  if (componentLot !== undefined) {
    found.push({
      sql: `unit.id IN (SELECT unit_id FROM component WHERE lot = ?
        AND part_number = coalesce(?, part_number) AND removed_at IS NULL)`,
      values: [componentLot, componentPart ?? null],
    });
  }
  return found;
}

function runConditions(query: ContainmentQuery): Condition[] {
  const parts: string[] = [];
  const values: SqlValue[] = [];
  for (const name of Object.keys(OF_RUN) as (keyof typeof OF_RUN)[]) {
    const value = query[name];
    if (value === undefined) continue;
    parts.push(OF_RUN[name]);
    values.push(name === "from" || name === "to" ? (parseIsoTime(value) ?? 0) : value);
  }
  if (parts.length === 0) return [];
  const sql = `unit.id IN (
    SELECT unit_id FROM run WHERE unit_id IS NOT NULL AND ${parts.join(" AND ")})`;
  return [{ sql, values }];
}

/** What a containment would hold. */
export interface ContainmentPreview {
  readonly items: ContainedUnit[];
  readonly more: boolean;
  /** Units that fit, all of them. */
  readonly count: number;
  /** Of them, those that a hold no longer reaches: shipped, or scrap. */
  readonly gone: number;
}

/** The first units that a containment would hold, and how many there are. */
export const previewContainment: Query<
  { readonly query: ContainmentQuery; readonly limit: number },
  ContainmentPreview
> = ({ sql }, { query, limit }) => {
  const rows = selectUnits(sql, query, { limit: limit + 1 });
  const { where, values } = conditionOf(query);
  const sums = sql.get<{ count: number; gone: number }>(
    `SELECT count(*) AS count, count(*) FILTER (WHERE status IN ('shipped', 'scrap')) AS gone
     FROM unit WHERE ${where}`,
    ...values,
  );
  const { count = 0, gone = 0 } = sums ?? {};
  return { items: rows.slice(0, limit), more: rows.length > limit, count, gone };
};
