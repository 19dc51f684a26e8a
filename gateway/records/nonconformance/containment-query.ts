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

/** Conditions on a run, each with its index or its window of `run_started_at`. */
const OF_RUN = {
  station: "run.station = ?",
  rig: "run.rig = ?",
  slot: "run.slot = ?",
  operation: "run.operation = ?",
  procedureHash: "run.procedure_hash = ?",
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
  const conditions = [...unitConditions(query), ...runConditions(query)];
  if (except !== undefined) {
    conditions.push({
      sql: `unit.id NOT IN (
        SELECT unit_id FROM nonconformance_line WHERE nonconformance_id = ?)`,
      values: [except],
    });
  }
  const rows = sql.all<ContainedUnit>(
    `SELECT unit.id AS id, serial_number AS serialNumber, part_number AS partNumber, status, holds
     FROM unit WHERE ${conditions.map((each) => each.sql).join(" AND ")}
     ORDER BY part_number, serial_number LIMIT ?`,
    ...conditions.flatMap((each) => each.values),
    limit,
  );
  return rows;
}

function unitConditions(query: ContainmentQuery): Condition[] {
  const found: Condition[] = [];
  for (const name of ["partNumber", "orderId"] as const) {
    const value = query[name];
    if (value !== undefined) found.push({ sql: OF_UNIT[name], values: [value] });
  }
  const { serialNumbers, componentLot } = query;
  if (serialNumbers !== undefined) {
    const marks = serialNumbers.map(() => "?").join(", ");
    found.push({ sql: `unit.serial_number IN (${marks})`, values: serialNumbers });
  }
  if (componentLot !== undefined) {
    found.push({
      sql: `unit.id IN (SELECT unit_id FROM component WHERE lot = ? AND removed_at IS NULL)`,
      values: [componentLot],
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
  if (query.equipmentId !== undefined) {
    parts.push("run.id IN (SELECT run_id FROM run_equipment WHERE equipment_id = ?)");
    values.push(query.equipmentId);
  }
  if (parts.length === 0) return [];
  const sql = `unit.id IN (
    SELECT unit_id FROM run WHERE unit_id IS NOT NULL AND ${parts.join(" AND ")})`;
  return [{ sql, values }];
}

/** What a containment would hold: the first units and how many there are. */
export const previewContainment: Query<
  { readonly query: ContainmentQuery; readonly limit: number },
  { items: ContainedUnit[]; more: boolean }
> = ({ sql }, { query, limit }) => {
  const rows = selectUnits(sql, query, { limit: limit + 1 });
  return { items: rows.slice(0, limit), more: rows.length > limit };
};
