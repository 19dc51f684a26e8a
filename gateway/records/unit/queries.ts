import { isoTime } from "../../domain/iso-time.ts";
import { type Query, Refusal, type SqlValue } from "../../ledger/contract.ts";
import { presentRow, RUN_COLUMNS, type RunRow } from "../run/row.ts";
import type { UnitDetail, UnitSummary } from "../views.ts";
import { deriveRoute } from "./record.ts";
import { findRoute, listUnitRuns } from "./runs.ts";

interface UnitRow extends Omit<UnitSummary, "createdAt" | "revision" | "orderId"> {
  readonly revision: string;
  readonly orderId: string;
  readonly createdAt: number;
}

const COLUMNS = `
  id, serial_number AS serialNumber, part_number AS partNumber, revision, order_id AS orderId,
  status, created_at AS createdAt, runs`;

function presentUnit(row: UnitRow): UnitSummary {
  return { ...row, createdAt: isoTime(row.createdAt) };
}

/** Units with this serial number, one for each part number that has it. */
export const findUnits: Query<
  { readonly serialNumber: string; readonly partNumber?: string },
  UnitSummary[]
> = ({ sql }, { serialNumber, partNumber }) => {
  const condition = partNumber === undefined ? "" : "AND part_number = ?";
  const values: SqlValue[] = partNumber === undefined ? [] : [partNumber];
  return sql
    .all<UnitRow>(
      `SELECT ${COLUMNS} FROM unit WHERE serial_number = ? ${condition} ORDER BY part_number`,
      serialNumber,
      ...values,
    )
    .map(presentUnit);
};

/** A unit with its route and every run it ever had. Throws Refusal `unit.not-found`. */
export const getUnit: Query<{ readonly id: string }, UnitDetail> = ({ sql }, { id }) => {
  const row = sql.get<UnitRow>(`SELECT ${COLUMNS} FROM unit WHERE id = ?`, id);
  if (row === undefined) throw new Refusal("unit.not-found", `there is no unit ${id}`, { id });
  const runs = sql.all<RunRow>(
    `SELECT ${RUN_COLUMNS} FROM run WHERE unit_id = ? ORDER BY started_seq`,
    id,
  );
  return {
    ...presentUnit(row),
    route: deriveRoute(findRoute(sql, row), listUnitRuns(sql, id)),
    timeline: runs.map(presentRow),
  };
};

/**
 * One past the highest number of a serial with this prefix that has a run at this operation; 1
 * where there is none. The simulators go on there after a restart.
 */
export const nextUnitIndex: Query<
  { readonly prefix: string; readonly operation: string },
  number
> = ({ sql }, { prefix, operation }) => {
  const row = sql.get<{ highest: number | null }>(
    `SELECT max(CAST(substr(serial_number, length(?1) + 1) AS INTEGER)) AS highest
     FROM run
     WHERE operation = ?2 AND serial_number > ?1 AND serial_number < ?1 || char(1114111)
       AND substr(serial_number, length(?1) + 1) NOT GLOB '*[^0-9]*'`,
    ...[prefix, operation],
  );
  return (row?.highest ?? 0) + 1;
};
