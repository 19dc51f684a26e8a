import { isoTime } from "../../domain/iso-time.ts";
import type { ReferenceUnit } from "../../domain/reference/reference-unit.ts";
import { type Query, Refusal, type SqlReader } from "../../ledger/contract.ts";
import type { ReferenceUnitView } from "./record.ts";

interface Row {
  readonly version: number;
  readonly body: string;
}

/** Every reference unit by its id, retired ones too. */
export const listReferenceUnits: Query<Record<string, never>, ReferenceUnitView[]> = ({ sql }) =>
  sql
    .all<Row>("SELECT version, body FROM reference_unit ORDER BY id")
    .map((row) => present(sql, row));

/** One reference unit. Throws Refusal `record.not-found`. */
export const getReferenceUnit: Query<{ readonly id: string }, ReferenceUnitView> = (
  { sql },
  { id },
) => {
  const row = sql.get<Row>("SELECT version, body FROM reference_unit WHERE id = ?", id);
  if (row === undefined) {
    throw new Refusal("record.not-found", `there is no reference unit ${id}`, { id });
  }
  return present(sql, row);
};

function present(sql: SqlReader, { version, body }: Row): ReferenceUnitView {
  const unit = JSON.parse(body) as ReferenceUnit;
  const checks = sql
    .all<{ rig: string; slot: string; runId: string; at: number; held: number; why: string }>(
      `SELECT rig, slot, run_id AS runId, at_us AS at, held, why FROM reference_check
       WHERE reference_unit_id = ? ORDER BY rig, slot`,
      unit.id,
    )
    .map((row) => ({ ...row, at: isoTime(row.at), held: row.held === 1 }));
  return { ...structuredClone(unit), version, checks } as ReferenceUnitView;
}
