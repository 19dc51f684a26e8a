/** Which order a serial belongs to. */
import type { OrderStatus } from "../../domain/order/order-state.ts";
import type { SqlReader } from "../../ledger/contract.ts";
import type { OrderBody } from "../import-file.ts";
import type { Latest } from "../import-rule.ts";
import { isInRange } from "./serial-range.ts";

/** The latest version of an order; undefined for an unknown one. */
export function findOrder(sql: SqlReader, id: string): Latest<OrderBody> | undefined {
  const row = sql.get<{ version: number; body: string }>(
    "SELECT version, body FROM production_order WHERE id = ?",
    id,
  );
  return row && { version: row.version, body: JSON.parse(row.body) as OrderBody };
}

/** The orders of a part number, by id. */
export function listOrdersOf(sql: SqlReader, partNumber: string): readonly OrderBody[] {
  return sql
    .all<{ body: string }>(
      "SELECT body FROM production_order WHERE part_number = ? ORDER BY id",
      partNumber,
    )
    .map((row) => JSON.parse(row.body) as OrderBody);
}

/** Units bound to an order. */
export function countUnits(sql: SqlReader, orderId: string): number {
  const row = sql.get<{ units: number }>(
    "SELECT count(*) AS units FROM unit WHERE order_id = ?",
    orderId,
  );
  return row?.units ?? 0;
}

/** The first unit puts a released order in progress; nobody says so. */
export function effectiveStatus(sql: SqlReader, { id, status }: OrderBody): OrderStatus {
  return status === "released" && countUnits(sql, id) > 0 ? "in_progress" : status;
}

/**
 * The order that may begin a unit with this serial: released or in progress, and either the serial
 * lies in its range, or it has none, takes serials of that form by first scan, and is not full.
 */
export function findOrderForSerial(
  sql: SqlReader,
  partNumber: string,
  serialNumber: string,
): OrderBody | undefined {
  const all = listOrdersOf(sql, partNumber);
  const ranged = all.find((order) => hasInRange(order, serialNumber));
  // A serial of another order's range never binds to one that takes what comes.
  if (ranged !== undefined) return isOpen(ranged) ? ranged : undefined;
  return all.find(
    (order) =>
      isOpen(order) &&
      order.serialPattern !== undefined &&
      fitsPattern(serialNumber, order.serialPattern) &&
      countUnits(sql, order.id) < order.quantity,
  );
}

function hasInRange({ serialNumbers, quantity }: OrderBody, serialNumber: string): boolean {
  return serialNumbers !== undefined && isInRange(serialNumber, serialNumbers, quantity);
}

function isOpen({ status }: OrderBody): boolean {
  return status === "released" || status === "in_progress";
}

/** `#` stands for one digit, `*` at the end for any rest, everything else for itself. */
export function fitsPattern(serialNumber: string, pattern: string): boolean {
  const hasRest = pattern.endsWith("*");
  const fixed = hasRest ? pattern.slice(0, -1) : pattern;
  if (serialNumber.length < fixed.length) return false;
  if (!hasRest && serialNumber.length !== fixed.length) return false;
  return [...fixed].every((sign, index) => {
    const found = serialNumber[index] ?? "";
    return sign === "#" ? /^[0-9]$/.test(found) : sign === found;
  });
}
