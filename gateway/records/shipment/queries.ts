import { isoTime } from "../../domain/iso-time.ts";
import type { Query } from "../../ledger/contract.ts";
import { compact } from "../compact.ts";
import { decodeCursor, encodeCursor } from "../cursor.ts";
import type { ShipmentView } from "./record.ts";

/** One page of shipments, the newest first. Throws Refusal `cursor.invalid`. */
export const listShipments: Query<
  { readonly limit?: number; readonly cursor?: string },
  { items: ShipmentView[]; nextCursor?: string }
> = ({ sql }, { limit = 50, cursor }) => {
  const rows = sql.all<
    Omit<ShipmentView, "shippedAt" | "customer"> & {
      seq: number;
      shippedAt: number;
      customer: string | null;
    }
  >(
    `SELECT seq, id, reference, customer, units, shipped_at AS shippedAt, shipped_by AS shippedBy
     FROM shipment WHERE seq < ? ORDER BY seq DESC LIMIT ?`,
    ...[cursor === undefined ? Number.MAX_SAFE_INTEGER : decodeCursor(cursor), limit + 1],
  );
  const items = rows
    .slice(0, limit)
    .map(({ seq: _, shippedAt, ...row }) => compact({ ...row, shippedAt: isoTime(shippedAt) }));
  const last = rows[limit - 1];
  if (rows.length <= limit || last === undefined) return { items };
  return { items, nextCursor: encodeCursor(last.seq) };
};
