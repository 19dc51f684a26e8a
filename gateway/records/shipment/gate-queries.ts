/** Who may pass the gate to the outside, asked before anything is shipped. */
import { type Query, Refusal, type SqlReader } from "../../ledger/contract.ts";
import { compact } from "../compact.ts";
import type { UnitRow } from "../unit/lookup.ts";
import { obstacleOf } from "./obstacle.ts";
import { findShipment } from "./queries.ts";
import type { GateView, ShipmentDetail } from "./record.ts";

const COLUMNS = `id, serial_number AS serialNumber, part_number AS partNumber, revision,
  order_id AS orderId, status, stage, version, holds, release`;

/** What to look at: a scanned serial number, or the units of an order. */
export interface GateQuestion {
  readonly serialNumber?: string;
  readonly partNumber?: string;
  readonly orderId?: string;
  /** At least 1. */
  readonly limit: number;
  /** The serial number that the page before ended with. */
  readonly cursor?: string;
}

/**
 * Units with a scanned serial number, whatever their status; or those of an order that passed
 * everything and did not leave yet, by serial number. Each with what keeps it, by the rule that
 * shipping asks.
 */
export const readGate: Query<GateQuestion, { items: GateView[]; nextCursor?: string }> = (
  { sql },
  { serialNumber, partNumber, orderId, limit, cursor },
) => {
  const rows =
    serialNumber === undefined
      ? sql.all<UnitRow>(
          `SELECT ${COLUMNS} FROM unit
           WHERE order_id = ? AND status IN ('released', 'passed_all') AND serial_number > ?
           ORDER BY serial_number LIMIT ?`,
          ...[orderId ?? "", cursor ?? "", limit + 1],
        )
      : sql.all<UnitRow>(
          `SELECT ${COLUMNS} FROM unit
           WHERE serial_number = ?1 AND (?2 IS NULL OR part_number = ?2) ORDER BY part_number LIMIT ?3`,
          ...[serialNumber, partNumber ?? null, limit],
        );
  const items = rows.slice(0, limit).map((unit) => presentAtGate(sql, unit));
  const last = items.at(-1);
  if (rows.length <= limit || last === undefined) return { items };
  return { items, nextCursor: last.serialNumber };
};

function presentAtGate(sql: SqlReader, unit: UnitRow): GateView {
  const { id: unitId, serialNumber, partNumber, orderId, status } = unit;
  const obstacle = obstacleOf(sql, unit);
  return compact({
    ...{ unitId, serialNumber, partNumber, orderId, status, mayShip: obstacle === undefined },
    ...{ why: obstacle?.kind, runId: obstacle?.runId },
  });
}

/** One shipment with its units. Throws Refusal `shipment.not-found`. */
export const getShipment: Query<{ readonly id: string }, ShipmentDetail> = ({ sql }, { id }) => {
  const shipment = findShipment(sql, id);
  if (shipment === undefined) {
    throw new Refusal("shipment.not-found", `there is no shipment ${id}`, { id });
  }
  const unitList = sql.all<ShipmentDetail["unitList"][number]>(
    `SELECT unit.id AS unitId, serial_number AS serialNumber, part_number AS partNumber, revision,
       order_id AS orderId, status
     FROM shipment_unit JOIN unit ON unit.id = shipment_unit.unit_id
     WHERE shipment_id = ? ORDER BY serial_number`,
    id,
  );
  return { ...shipment, unitList };
};
