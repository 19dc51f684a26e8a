/** The orders that something is still wanted of, with where their units stand. */
import { parseIsoTime } from "../../domain/iso-time.ts";
import type { SqlReader } from "../../ledger/contract.ts";
import type { OrderBody } from "../../records/import-file.ts";
import { presentOrder } from "../../records/order/queries.ts";
import type { OrderView } from "../../records/views.ts";

/** An order with its due date as a number. */
export interface OpenOrder extends Omit<OrderView, "dueAt"> {
  readonly dueAt: number | undefined;
}

/** All orders but those that are completed, closed or cancelled, by id. */
export function listOpenOrders(sql: SqlReader): readonly OpenOrder[] {
  return sql
    .all<{ body: string; version: number }>(
      `SELECT body, version FROM production_order
       WHERE status NOT IN ('completed', 'closed', 'cancelled') ORDER BY id`,
    )
    .map(({ body, version }) =>
      asOpenOrder(presentOrder(sql, JSON.parse(body) as OrderBody, version)),
    );
}

/** An order as projections read it. */
export function asOpenOrder(order: OrderView): OpenOrder {
  const { dueAt } = order;
  return { ...order, dueAt: dueAt === undefined ? undefined : parseIsoTime(dueAt) };
}

/** Good units that are still wanted. */
export function remainingOf({ quantity, counts }: OpenOrder): number {
  return quantity - counts.good - counts.scrap;
}

/** Units that go nowhere until somebody decides. */
export function waitsIn({ counts }: OpenOrder): number {
  return counts.failed + counts.hold;
}
