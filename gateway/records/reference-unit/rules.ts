import type { ReferenceUnit } from "../../domain/reference/reference-unit.ts";
import type { Rule, SqlReader } from "../../ledger/contract.ts";
import {
  assertExpectedVersion,
  type ImportResult,
  isSameContent,
  type Latest,
  refuseInvalid,
  requireReason,
  unchanged,
} from "../import-rule.ts";
import { findProcedureInForce } from "../procedure/lookup.ts";

/** A reference unit as it is to be; a change needs its reason. */
export interface SaveReferenceUnit {
  readonly unit: ReferenceUnit;
  readonly reason?: string;
}

/**
 * Registers a reference unit or changes it. Throws Refusal `record.invalid` for one that is a unit
 * of production, or whose named measurements no procedure has, `record.reason-missing`.
 */
export const saveReferenceUnit: Rule<SaveReferenceUnit, ImportResult> = (sql, input, context) => {
  const { unit, reason } = input;
  const before = findReferenceUnit(sql, unit.id);
  assertExpectedVersion(context, before?.version ?? 0);
  if (before !== undefined && isSameContent(before.body, unit)) return unchanged();
  refuseContradictions(sql, unit);
  if (before !== undefined) {
    refuseOther(before.body, unit);
    requireReason(reason, `reference unit ${unit.id}`);
  }
  const version = (before?.version ?? 0) + 1;
  const action = before === undefined ? "registered" : "changed";
  const entry = {
    type: "reference-unit",
    id: unit.id,
    version,
    schema: "reference-unit/1",
    action,
  };
  const why = reason === undefined ? {} : { reason };
  return { entries: [{ ...entry, body: unit, ...why }], result: "imported" };
};

function refuseOther(before: ReferenceUnit, after: ReferenceUnit): void {
  if (before.serialNumber === after.serialNumber && before.partNumber === after.partNumber) return;
  refuseInvalid("serialNumber", `${before.id} is ${before.partNumber} ${before.serialNumber}`);
}

function refuseContradictions(sql: SqlReader, unit: ReferenceUnit): void {
  const { kind, mustFail, partNumber, serialNumber, operation } = unit;
  if ((kind === "failing") !== mustFail.length > 0) {
    refuseInvalid("mustFail", "a failing unit names what it fails, a golden one nothing");
  }
  const produced = sql.get(
    "SELECT 1 FROM unit WHERE part_number = ? AND serial_number = ?",
    ...[partNumber, serialNumber],
  );
  if (produced !== undefined)
    refuseInvalid("serialNumber", `${serialNumber} is a unit of an order`);
  const other = sql.get<{ id: string }>(
    "SELECT id FROM reference_unit WHERE part_number = ? AND serial_number = ? AND id <> ?",
    ...[partNumber, serialNumber, unit.id],
  );
  if (other !== undefined) refuseInvalid("serialNumber", `it is reference unit ${other.id}`);
  const procedure = findProcedureInForce(sql, partNumber, operation)?.procedure;
  const known = new Set(procedure?.measurements.map(({ id }) => id));
  const unknown = mustFail.filter((id) => !known.has(id));
  if (unknown.length === 0) return;
  const message = `no procedure of ${partNumber} at ${operation} measures ${unknown.join(", ")}`;
  refuseInvalid("mustFail", message);
}

/** The latest version of a reference unit; undefined for an unknown one. */
export function findReferenceUnit(sql: SqlReader, id: string): Latest<ReferenceUnit> | undefined {
  const row = sql.get<{ version: number; body: string }>(
    "SELECT version, body FROM reference_unit WHERE id = ?",
    id,
  );
  return row && { version: row.version, body: JSON.parse(row.body) as ReferenceUnit };
}
