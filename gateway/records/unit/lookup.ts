/** One unit as its table has it, and the body of its latest version. */
import type { UnitStage, UnitStatus } from "../../domain/unit/unit-life.ts";
import { Refusal, type SqlReader } from "../../ledger/contract.ts";
import { latestCycle } from "./cycle.ts";
import type { ReleaseEvidence, UnitBody } from "./record.ts";

/** What rules need to know of a unit. */
export interface UnitRow {
  readonly id: string;
  readonly serialNumber: string;
  readonly partNumber: string;
  readonly revision: string;
  readonly orderId: string;
  readonly status: UnitStatus;
  readonly stage: UnitStage;
  readonly version: number;
  /** Open holds. */
  readonly holds: number;
  /** As JSON, while it is released or shipped. */
  readonly release: string | null;
}

const COLUMNS = `id, serial_number AS serialNumber, part_number AS partNumber, revision,
  order_id AS orderId, status, stage, version, holds, release`;

/** The row of a unit. Throws Refusal `unit.not-found`. */
export function getUnitRow(sql: SqlReader, id: string): UnitRow {
  const row = sql.get<UnitRow>(`SELECT ${COLUMNS} FROM unit WHERE id = ?`, id);
  if (row === undefined) throw new Refusal("unit.not-found", `there is no unit ${id}`, { id });
  return row;
}

/** The unit of a part number and serial; undefined where there is none. */
export function findUnitRow(
  sql: SqlReader,
  partNumber: string,
  serialNumber: string,
): UnitRow | undefined {
  return sql.get<UnitRow>(
    `SELECT ${COLUMNS} FROM unit WHERE part_number = ? AND serial_number = ?`,
    ...[partNumber, serialNumber],
  );
}

/** The body that the next version of a unit is made of: without what its last version did. */
export function bodyOf(sql: SqlReader, row: UnitRow): Omit<UnitBody, "move"> {
  const { id, serialNumber, partNumber, revision, orderId, stage, release } = row;
  const identity = { id, serialNumber, partNumber, revision, orderId };
  const body = { ...identity, stage, cycle: latestCycle(sql, id) };
  return release === null ? body : { ...body, release: JSON.parse(release) as ReleaseEvidence };
}
