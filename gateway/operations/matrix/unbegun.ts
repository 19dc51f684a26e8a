import type { SqlReader } from "../../ledger/contract.ts";
import type { OrderBody } from "../../records/import-file.ts";
import { serialIndex } from "../../records/order/serial-range.ts";
import { findRoute } from "../../records/unit/runs.ts";
import type { MatrixQuestion } from "./query.ts";

/** A serial number of the order's range that no unit has yet. */
export interface Unbegun {
  readonly id?: never;
  readonly serialNumber: string;
}

/** One more than the page holds, after the cursor; none where the filter asks otherwise. */
export function listUnbegun(
  sql: SqlReader,
  order: OrderBody,
  { place, atOperation, limit, cursor = "" }: MatrixQuestion,
): readonly Unbegun[] {
  const { serialNumbers: range, quantity } = order;
  if (range === undefined || (place ?? "not_started") !== "not_started") return [];
  if (atOperation !== undefined && atOperation !== findRoute(sql, order)[0]) return [];
  const begun = new Set(
    sql
      .all<{ serialNumber: string }>(
        `SELECT serial_number AS serialNumber FROM unit
         WHERE order_id = ? AND serial_number > ? ORDER BY serial_number`,
        ...[order.id, cursor],
      )
      .map(({ serialNumber }) => serialNumber),
  );
  const serialOf = (index: number) => range.prefix + String(index).padStart(range.digits, "0");
  const found: Unbegun[] = [];
  const after = serialIndex(cursor, range);
  const first = after === undefined ? range.from : Math.max(range.from, after + 1);
  for (let index = first; index < range.from + quantity && found.length <= limit; index += 1) {
    const serialNumber = serialOf(index);
    if (serialNumber > cursor && !begun.has(serialNumber)) found.push({ serialNumber });
  }
  return found;
}
