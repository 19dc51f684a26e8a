import type { Query, SqlReader } from "../../ledger/contract.ts";
import { compact } from "../compact.ts";
import type { OrderBody } from "../import-file.ts";
import type { UnitStatus } from "../unit/record.ts";
import type { OrderView } from "../views.ts";

/** All orders by id, with how many of their units stand where; counts sum to the quantity. */
export const listOrders: Query<Record<string, never>, OrderView[]> = ({ sql }) =>
  sql
    .all<{ body: string }>("SELECT body FROM production_order ORDER BY id")
    .map(({ body }) => presentOrder(sql, JSON.parse(body) as OrderBody));

function presentOrder(sql: SqlReader, order: OrderBody): OrderView {
  const counted = sql.all<{ status: UnitStatus; units: number }>(
    "SELECT status, count(*) AS units FROM unit WHERE order_id = ? GROUP BY status",
    order.id,
  );
  const of = (status: UnitStatus) => counted.find((row) => row.status === status)?.units ?? 0;
  const [inProcess, failed, good] = [of("in_process"), of("failed"), of("passed_all")];
  const notStarted = order.quantity - inProcess - failed - good;
  const isStarted = notStarted < order.quantity;
  return compact({
    id: order.id,
    partNumber: order.partNumber,
    revision: order.revision,
    quantity: order.quantity,
    // The first run starts the order; nobody imports a file for it.
    status: order.status === "released" && isStarted ? "in_progress" : order.status,
    dueAt: order.dueAt,
    counts: { notStarted, inProcess, failed, good },
  });
}
