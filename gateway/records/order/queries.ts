import { ORDER_TRANSITIONS } from "../../domain/order/order-state.ts";
import { type Query, Refusal, type SqlReader } from "../../ledger/contract.ts";
import { compact } from "../compact.ts";
import type { OrderBody } from "../import-file.ts";
import {
  decodePlace,
  encodePlace,
  type PlaceAsked,
  type PlacePage,
} from "../lists/place-cursor.ts";
import type { UnitPlace } from "../unit/record.ts";
import type { OrderView } from "../views.ts";
import { effectiveStatus, findOrder } from "./lookup.ts";

/** Which orders are listed: all where `state` is absent. */
export interface OrdersAsked extends PlaceAsked {
  readonly state?: "open" | "over" | undefined;
}

const ORDERS_LIMIT = 50;
const OVER = "status IN ('completed', 'closed', 'cancelled')";
const STATES = { open: `NOT ${OVER}`, over: OVER } as const;

/**
 * One page of orders by id, with how many of their units stand where; counts sum to the quantity.
 * Throws Refusal `cursor.invalid`.
 */
export const listOrders: Query<OrdersAsked, PlacePage<OrderView>> = (
  { sql },
  { limit = ORDERS_LIMIT, cursor, state },
) => {
  const after = cursor === undefined ? "" : decodePlace(cursor).key;
  const and = state === undefined ? "" : `AND ${STATES[state]}`;
  const rows = sql.all<{ id: string; body: string; version: number }>(
    `SELECT id, body, version FROM production_order WHERE id > ? ${and} ORDER BY id LIMIT ?`,
    ...[after, limit + 1],
  );
  const items = rows
    .slice(0, limit)
    .map(({ body, version }) => presentOrder(sql, JSON.parse(body) as OrderBody, version));
  const last = items.at(-1);
  if (rows.length <= limit || last === undefined) return { items };
  return { items, nextCursor: encodePlace(0, last.id) };
};

/** One order. Throws Refusal `order.not-found`. */
export const getOrder: Query<{ readonly id: string }, OrderView> = ({ sql }, { id }) => {
  const order = findOrder(sql, id);
  if (order === undefined) throw new Refusal("order.not-found", `there is no order ${id}`, { id });
  return presentOrder(sql, order.body, order.version);
};

/** An order with where its units stand, and what it may become. */
export function presentOrder(sql: SqlReader, order: OrderBody, version: number): OrderView {
  const counts = countPlaces(sql, order);
  const { id, partNumber, revision, quantity, dueAt, serialNumbers, serialPattern } = order;
  const status = effectiveStatus(sql, order);
  const next = [...ORDER_TRANSITIONS[status]];
  return compact({
    ...{ id, version, partNumber, revision, quantity, status, next, dueAt, counts },
    ...{ serialNumbers, serialPattern },
  });
}

/** Each unit of the order in exactly one place; what is not there yet is not started. */
export function countPlaces(
  sql: SqlReader,
  { id, quantity }: Pick<OrderBody, "id" | "quantity">,
): OrderView["counts"] {
  const rows = sql.all<{ place: UnitPlace; operation: string | null; units: number }>(
    `SELECT place, at_operation AS operation, count(*) AS units FROM unit
     WHERE order_id = ? GROUP BY place, at_operation`,
    id,
  );
  const of = (place: UnitPlace) =>
    rows.filter((row) => row.place === place).reduce((sum, row) => sum + row.units, 0);
  const [inProcess, failed, rework] = [of("in_process"), of("failed"), of("rework")];
  const [hold, good, scrap] = [of("hold"), of("good"), of("scrap")];
  const notStarted = quantity - inProcess - failed - rework - hold - good - scrap;
  const atOperation = rows
    .filter((row) => row.place === "in_process")
    .map(({ operation, units }) => ({ operation: operation ?? "", units }));
  return { notStarted, inProcess, atOperation, failed, rework, hold, good, scrap };
}
