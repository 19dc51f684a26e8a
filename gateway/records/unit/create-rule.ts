import { Refusal, type Rule } from "../../ledger/contract.ts";
import { derivedId } from "../commands/derived-id.ts";
import { refuseUnknown } from "../run/link-rule.ts";
import { findUnitRow } from "./lookup.ts";
import { resolveUnit } from "./resolve.ts";

/** A unit before its first run, such as an assembly that is built before it is tested. */
export interface CreateUnit {
  readonly serialNumber: string;
  readonly partNumber: string;
}

/**
 * Creates a unit and binds it to the open order that takes its serial. Throws Refusal
 * `unit.exists`, `unit.other-part`, and `unit.not-found` where no open order takes it.
 */
export const createUnit: Rule<CreateUnit, { readonly id: string }> = (sql, input, context) => {
  const { serialNumber, partNumber } = input;
  const known = findUnitRow(sql, partNumber, serialNumber);
  if (known !== undefined) {
    const message = `unit ${serialNumber} of ${partNumber} exists`;
    throw new Refusal("unit.exists", message, { id: known.id });
  }
  const { occurredAt: startedAt } = context;
  const id = derivedId([partNumber, serialNumber], startedAt);
  const resolved = resolveUnit(sql, { id, serialNumber, partNumber, startedAt });
  if (resolved?.entry === undefined) return refuseUnknown(sql, serialNumber, partNumber);
  return { entries: [resolved.entry], result: { id: resolved.unit.id } };
};
