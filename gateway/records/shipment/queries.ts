import { isoTime } from "../../domain/iso-time.ts";
import type { Query, SqlReader } from "../../ledger/contract.ts";
import { compact } from "../compact.ts";
import { readNewestFirst } from "../lists/newest-first.ts";
import type { ShipmentView } from "./record.ts";

interface Row extends Omit<ShipmentView, "shippedAt" | "customer"> {
  readonly seq: number;
  readonly shippedAt: number;
  readonly customer: string | null;
}

const COLUMNS =
  "seq, id, reference, customer, units, shipped_at AS shippedAt, shipped_by AS shippedBy";

/** One page of shipments, the newest first. Throws Refusal `cursor.invalid`. */
export const listShipments: Query<
  { readonly limit?: number; readonly cursor?: string },
  { items: ShipmentView[]; nextCursor?: string }
> = ({ sql }, asked) =>
  readNewestFirst(sql, { ...asked, select: `SELECT ${COLUMNS} FROM shipment` }, presentRow);

/** One of them; undefined for an unknown one. */
export function findShipment(sql: SqlReader, id: string): ShipmentView | undefined {
  const row = sql.get<Row>(`SELECT ${COLUMNS} FROM shipment WHERE id = ?`, id);
  return row && presentRow(row);
}

function presentRow({ seq: _, shippedAt, ...row }: Row): ShipmentView {
  return compact({ ...row, shippedAt: isoTime(shippedAt) });
}
