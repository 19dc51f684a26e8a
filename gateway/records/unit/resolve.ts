import type { NewEntry, SqlReader } from "../../ledger/contract.ts";
import { findOrderForSerial } from "../order/lookup.ts";
import { type UnitIdentity, unitIdOf, upcastUnit } from "./record.ts";

/** The unit a run is about; with `entry` where the run is what creates it. */
export interface ResolvedUnit {
  readonly unit: UnitIdentity;
  readonly entry?: NewEntry;
}

/**
 * The unit of a part number and serial, or a new one bound to the open order whose range holds
 * the serial. Undefined where neither is so: the run is then stored without a unit.
 */
export function resolveUnit(
  sql: SqlReader,
  run: {
    readonly id: string;
    readonly partNumber?: string;
    readonly serialNumber?: string;
    readonly startedAt: number;
  },
): ResolvedUnit | undefined {
  const { partNumber, serialNumber, startedAt } = run;
  if (partNumber === undefined || serialNumber === undefined) return undefined;
  const known = sql.get<UnitIdentity>(
    `SELECT id, serial_number AS serialNumber, part_number AS partNumber, revision,
       order_id AS orderId
     FROM unit WHERE part_number = ? AND serial_number = ?`,
    ...[partNumber, serialNumber],
  );
  if (known !== undefined) return { unit: known };
  const order = findOrderForSerial(sql, partNumber, serialNumber);
  if (order === undefined) return undefined;
  const id = unitIdOf({ partNumber, serialNumber, runId: run.id, startedAt });
  const unit = { id, serialNumber, partNumber, revision: order.revision, orderId: order.id };
  const entry = { type: "unit", id, version: 1, schema: "unit/2", action: "created" };
  return { unit, entry: { ...entry, body: upcastUnit(unit), occurredAt: startedAt } };
}
