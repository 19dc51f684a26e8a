/** The gate to the outside: released units alone; each that may not go is told with its reason. */
import { type NewEntry, Refusal, type Rule } from "../../ledger/contract.ts";
import { compact } from "../compact.ts";
import { refuseInvalid } from "../import-rule.ts";
import { getUnitRow } from "../unit/lookup.ts";
import { moveEntry } from "../unit/move.ts";
import { obstacleOf } from "./obstacle.ts";
import type { ShipmentBody } from "./record.ts";

/** Units to be shipped together; the id is minted by the caller. */
export interface ShipUnits {
  readonly id: string;
  readonly reference: string;
  readonly customer?: string;
  readonly unitIds: readonly string[];
}

/**
 * Ships all of them or none (CR-63). Throws Refusal `shipment.refused` with every unit that may not
 * go in `errors`, `unit.not-found`, `record.invalid` for a unit that is there twice.
 */
export const shipUnits: Rule<ShipUnits, { readonly id: string }> = (sql, input) => {
  const { id, reference, customer, unitIds } = input;
  if (new Set(unitIds).size !== unitIds.length) refuseInvalid("unitIds", "a unit is there twice");
  const units = unitIds.map((unitId) => getUnitRow(sql, unitId));
  const errors = units.flatMap((unit, index) => {
    const why = obstacleOf(sql, unit);
    return why === undefined ? [] : [{ path: `unitIds.${index}`, message: why.message }];
  });
  if (errors.length > 0) {
    const message = errors.map((each) => each.message).join("; ");
    throw new Refusal("shipment.refused", `Nothing is shipped: ${message}.`, { errors });
  }
  const body: ShipmentBody = compact({ id, reference, customer, unitIds });
  const shipment = { type: "shipment", id, version: 1, schema: "shipment/1", body };
  const cause = { type: "shipment", id };
  const moves: NewEntry[] = units.map((unit) => moveEntry(sql, unit, { kind: "ship", cause }));
  return { entries: [{ ...shipment, action: "shipped" }, ...moves], result: { id } };
};
