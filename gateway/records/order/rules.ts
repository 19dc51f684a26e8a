import type { Rule, SqlReader } from "../../ledger/contract.ts";
import type { OrderBody } from "../import-file.ts";
import {
  assertExpectedVersion,
  type ImportResult,
  imported,
  isSameContent,
  type Latest,
  refuseImmutable,
  refuseInvalid,
  unchanged,
} from "../import-rule.ts";
import { findProduct } from "../product/rules.ts";
import { isInRange, rangesOverlap, serialIndex } from "./serial-range.ts";

/** How far an order has come; in_progress and on_hold alternate. */
const PROGRESS: Readonly<Record<OrderBody["status"], number>> = {
  planned: 0,
  released: 1,
  in_progress: 2,
  on_hold: 2,
  completed: 3,
  closed: 4,
};

/**
 * Imports a production order. From its release on, what it makes and its serial numbers stay;
 * status, due date and quantity may change, the latter not below the units already bound.
 */
export const importOrder: Rule<OrderBody, ImportResult> = (sql, input, context) => {
  const before = findOrder(sql, input.id);
  assertExpectedVersion(context, before?.version ?? 0);
  if (before !== undefined && isSameContent(before.body, input)) return unchanged();
  refuseContradictions(sql, input);
  if (before !== undefined) refuseRewriting(sql, before.body, input);
  const version = (before?.version ?? 0) + 1;
  return imported({ type: "order", id: input.id, version, schema: "order/1", body: input });
};

function findOrder(sql: SqlReader, id: string): Latest<OrderBody> | undefined {
  const row = sql.get<{ version: number; body: string }>(
    "SELECT version, body FROM production_order WHERE id = ?",
    id,
  );
  return row && { version: row.version, body: JSON.parse(row.body) as OrderBody };
}

function listOrdersOf(sql: SqlReader, partNumber: string): readonly OrderBody[] {
  return sql
    .all<{ body: string }>(
      "SELECT body FROM production_order WHERE part_number = ? ORDER BY id",
      partNumber,
    )
    .map((row) => JSON.parse(row.body) as OrderBody);
}

/** The order that may begin a unit with this serial: released or in progress, serial in range. */
export function findOrderForSerial(
  sql: SqlReader,
  partNumber: string,
  serialNumber: string,
): OrderBody | undefined {
  return listOrdersOf(sql, partNumber).find(
    (order) =>
      (order.status === "released" || order.status === "in_progress") &&
      isInRange(serialNumber, order.serialNumbers, order.quantity),
  );
}

function refuseContradictions(sql: SqlReader, input: OrderBody): void {
  const product = findProduct(sql, input.partNumber)?.body;
  if (product === undefined) refuseInvalid("partNumber", `no product ${input.partNumber}`);
  if (!product.revisions.some((each) => each.revision === input.revision)) {
    refuseInvalid("revision", `${input.partNumber} has no revision ${input.revision}`);
  }
  const { from, digits } = input.serialNumbers;
  if (from + input.quantity > 10 ** digits) {
    refuseInvalid("serialNumbers", `${digits} digits do not hold ${input.quantity} from ${from}`);
  }
  const others = listOrdersOf(sql, input.partNumber).filter((order) => order.id !== input.id);
  const other = others.find((order) => rangesOverlap(order, input));
  if (other !== undefined) refuseInvalid("serialNumbers", `the range overlaps order ${other.id}`);
}

function refuseRewriting(sql: SqlReader, before: OrderBody, after: OrderBody): void {
  if (PROGRESS[after.status] < PROGRESS[before.status]) {
    refuseImmutable("status", `an order does not go back from ${before.status} to ${after.status}`);
  }
  if (before.status === "planned") return;
  for (const field of ["partNumber", "revision", "serialNumbers"] as const) {
    if (isSameContent([before[field]], [after[field]])) continue;
    refuseImmutable(field, `order ${after.id} is ${before.status}`);
  }
  // All serials of an order have the same length: the greatest text is the greatest number.
  const last = sql.get<{ serial: string | null }>(
    "SELECT max(serial_number) AS serial FROM unit WHERE order_id = ?",
    after.id,
  )?.serial;
  if (last == null || isInRange(last, after.serialNumbers, after.quantity)) return;
  const index = serialIndex(last, after.serialNumbers);
  refuseInvalid("quantity", `unit ${last} (number ${index}) is bound to the order already`);
}
