import { isReachable, mayBecome, type OrderStatus } from "../../domain/order/order-state.ts";
import { type CommandContext, Refusal, type Rule, type SqlReader } from "../../ledger/contract.ts";
import type { OrderBody } from "../import-file.ts";
import {
  assertExpectedVersion,
  type ImportResult,
  imported,
  isSameContent,
  type Latest,
  refuseImmutable,
  refuseInvalid,
  saidByFile,
  unchanged,
} from "../import-rule.ts";
import { findProduct } from "../product/rules.ts";
import { effectiveStatus, findOrder, listOrdersOf } from "./lookup.ts";
import { isInRange, rangesOverlap } from "./serial-range.ts";

/**
 * Takes a production order as a file or a request states it. From its release on, what it makes and
 * how its units bind stay; status, due date and quantity may change, the latter not below the
 * units already bound. The status follows the same rules as `order.move`. A file is read at every
 * start: one that says what it said before does not undo what people decided since.
 */
export const importOrder: Rule<OrderBody, ImportResult> = (sql, input, context) => {
  const before = findOrder(sql, input.id);
  assertExpectedVersion(context, before?.version ?? 0);
  if (before !== undefined && isSameContent(before.body, input)) return unchanged();
  const said = saidByFile(sql, { type: "order", id: input.id }, context);
  if (said !== undefined && isSameContent(said, input)) return unchanged();
  refuseContradictions(sql, input);
  if (before !== undefined) refuseRewriting(sql, before.body, input);
  const version = (before?.version ?? 0) + 1;
  return imported({ type: "order", id: input.id, version, schema: "order/1", body: input });
};

/** One transition of an order. */
export interface MoveOrder {
  readonly id: string;
  readonly to: OrderStatus;
  readonly reason?: string;
}

/** What the command answers. */
export interface OrderChanged {
  readonly id: string;
  readonly version: number;
}

/**
 * Moves an order by one transition. Throws Refusal `order.not-found`, `order.not-allowed` naming
 * what is missing (CR-25), `record.reason-missing` for a hold or a cancellation without reason.
 */
export const moveOrder: Rule<MoveOrder, OrderChanged> = (sql, { id, to, reason }, context) => {
  const before = getOrderBody(sql, id, context);
  const from = effectiveStatus(sql, before.body);
  if (!mayBecome(from, to)) refuseMove(id, { from, to });
  refuseGuards(sql, before.body, to);
  if ((to === "on_hold" || to === "cancelled") && reason === undefined) {
    throw new Refusal("record.reason-missing", `order ${id} becomes ${to}: say why`, { id });
  }
  const version = before.version + 1;
  const body: OrderBody = { ...before.body, status: to };
  const entry = { type: "order", id, version, schema: "order/1", action: to, body };
  const why = reason === undefined ? {} : { reason };
  return { entries: [{ ...entry, ...why }], result: { id, version } };
};

/** Another date, and why. */
export interface RescheduleOrder {
  readonly id: string;
  /** ISO 8601 with a zone. */
  readonly dueAt: string;
  readonly reason: string;
}

/** Moves the due date. Throws Refusal `order.not-found`, `order.not-allowed` for what is over */
export const rescheduleOrder: Rule<RescheduleOrder, OrderChanged> = (sql, input, context) => {
  const { id, dueAt, reason } = input;
  const before = getOrderBody(sql, id, context);
  const { status } = before.body;
  if (status === "closed" || status === "cancelled") {
    const message = `order ${id} is ${status}; its date stays`;
    throw new Refusal("order.not-allowed", message, { errors: [{ path: "status", message }] });
  }
  const version = before.version + 1;
  const body: OrderBody = { ...before.body, dueAt };
  const entry = { type: "order", id, version, schema: "order/1", action: "rescheduled", body };
  return { entries: [{ ...entry, reason }], result: { id, version } };
};

function getOrderBody(sql: SqlReader, id: string, context: CommandContext): Latest<OrderBody> {
  const before = findOrder(sql, id);
  if (before === undefined) throw new Refusal("order.not-found", `there is no order ${id}`, { id });
  assertExpectedVersion(context, before.version);
  return before;
}

function refuseMove(id: string, { from, to }: { from: OrderStatus; to: OrderStatus }): never {
  const message = `order ${id} is ${from}; from there it does not become ${to}`;
  throw new Refusal("order.not-allowed", message, { errors: [{ path: "status", message }] });
}

/** An order is completed when every unit of it is: good, or scrap. */
function refuseGuards(sql: SqlReader, order: OrderBody, to: OrderStatus): void {
  if (to === "released") {
    const product = findProduct(sql, order.partNumber)?.body;
    const revision = product?.revisions.find((each) => each.revision === order.revision);
    if (revision?.status === "obsolete") {
      const message = `revision ${order.revision} of ${order.partNumber} is obsolete`;
      throw new Refusal("order.not-allowed", message, { errors: [{ path: "revision", message }] });
    }
  }
  if (to !== "completed") return;
  const finished = sql.get<{ units: number }>(
    "SELECT count(*) AS units FROM unit WHERE order_id = ? AND place IN ('good', 'scrap')",
    order.id,
  );
  const open = order.quantity - (finished?.units ?? 0);
  if (open === 0) return;
  const message = `${open} of ${order.quantity} units are neither good nor scrap`;
  throw new Refusal("order.not-allowed", `order ${order.id}: ${message}`, {
    errors: [{ path: "units", message }],
  });
}

function refuseContradictions(sql: SqlReader, input: OrderBody): void {
  const product = findProduct(sql, input.partNumber)?.body;
  if (product === undefined) refuseInvalid("partNumber", `no product ${input.partNumber}`);
  if (!product.revisions.some((each) => each.revision === input.revision)) {
    refuseInvalid("revision", `${input.partNumber} has no revision ${input.revision}`);
  }
  const { serialNumbers, serialPattern, quantity } = input;
  if ((serialNumbers === undefined) === (serialPattern === undefined)) {
    refuseInvalid("serialNumbers", "units bind by a range or by a pattern: state one of the two");
  }
  if (serialNumbers === undefined) return;
  const { from, digits } = serialNumbers;
  if (from + quantity > 10 ** digits) {
    refuseInvalid("serialNumbers", `${digits} digits do not hold ${quantity} from ${from}`);
  }
  const others = listOrdersOf(sql, input.partNumber).filter((order) => order.id !== input.id);
  const other = others.find((order) => overlaps(order, { serialNumbers, quantity }));
  if (other !== undefined) refuseInvalid("serialNumbers", `the range overlaps order ${other.id}`);
}

type Ranged = Parameters<typeof rangesOverlap>[0];

function overlaps({ serialNumbers, quantity }: OrderBody, range: Ranged): boolean {
  return serialNumbers !== undefined && rangesOverlap({ serialNumbers, quantity }, range);
}

function refuseRewriting(sql: SqlReader, before: OrderBody, after: OrderBody): void {
  const from = effectiveStatus(sql, before);
  if (after.status !== before.status && after.status !== from) {
    if (!isReachable(from, after.status)) {
      refuseImmutable("status", `an order does not go from ${from} to ${after.status}`);
    }
    refuseGuards(sql, after, after.status === "closed" ? "completed" : after.status);
  }
  if (before.status === "planned") return;
  for (const field of ["partNumber", "revision", "serialNumbers", "serialPattern"] as const) {
    if (isSameContent([before[field] ?? null], [after[field] ?? null])) continue;
    refuseImmutable(field, `order ${after.id} is ${before.status}`);
  }
  refuseUnbinding(sql, after);
}

/** Units that are bound stay bound, whatever the new quantity. */
function refuseUnbinding(sql: SqlReader, { id, quantity, serialNumbers }: OrderBody): void {
  // All serials of a range have the same length: the greatest text is the greatest number.
  const row = sql.get<{ last: string | null; units: number }>(
    "SELECT max(serial_number) AS last, count(*) AS units FROM unit WHERE order_id = ?",
    id,
  );
  const { last = null, units = 0 } = row ?? {};
  if (units > quantity) refuseInvalid("quantity", `${units} units are bound to the order already`);
  if (last === null || serialNumbers === undefined) return;
  if (isInRange(last, serialNumbers, quantity)) return;
  refuseInvalid("quantity", `unit ${last} is bound to the order already`);
}
