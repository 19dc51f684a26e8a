import { isoTime } from "../../domain/iso-time.ts";
import type { Query, SqlReader } from "../../ledger/contract.ts";
import { compact } from "../compact.ts";
import { decodeCursor, encodeCursor } from "../cursor.ts";
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
> = ({ sql }, { limit = 50, cursor }) => {
  const rows = sql.all<Row>(
    `SELECT ${COLUMNS} FROM shipment WHERE seq < ? ORDER BY seq DESC LIMIT ?`,
    ...[cursor === undefined ? Number.MAX_SAFE_INTEGER : decodeCursor(cursor), limit + 1],
  );
  const items = rows.slice(0, limit).map(presentRow);
  const last = rows[limit - 1];
  if (rows.length <= limit || last === undefined) return { items };
  return { items, nextCursor: encodeCursor(last.seq) };
};

/** One of them; undefined for an unknown one. */
export function findShipment(sql: SqlReader, id: string): ShipmentView | undefined {
  const row = sql.get<Row>(`SELECT ${COLUMNS} FROM shipment WHERE id = ?`, id);
  return row && presentRow(row);
}

function presentRow({ seq: _, shippedAt, ...row }: Row): ShipmentView {
  return compact({ ...row, shippedAt: isoTime(shippedAt) });
}
