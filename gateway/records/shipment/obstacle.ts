/** What keeps a unit from leaving; the gate asks it, and whoever looks what may go. */
import type { SqlReader } from "../../ledger/contract.ts";
import { isDemo } from "../unit/demo.ts";
import type { UnitRow } from "../unit/lookup.ts";

/** Why a unit may not go. */
export interface Obstacle {
  readonly kind: "not_released" | "on_hold" | "failed_since";
  readonly message: string;
  /** Of the fail after its release. */
  readonly runId?: string;
}

type Asked = Pick<UnitRow, "id" | "serialNumber" | "status" | "holds">;

/** The first obstacle; undefined for a unit that may go. */
export function obstacleOf(sql: SqlReader, unit: Asked): Obstacle | undefined {
  const { serialNumber, status, holds } = unit;
  if (status !== "released") {
    return { kind: "not_released", message: `${serialNumber} is ${status}, not released` };
  }
  if (holds > 0) return { kind: "on_hold", message: `${serialNumber} is on hold` };
  const runId = findFailSince(sql, unit);
  if (runId === undefined) return undefined;
  const message = `${serialNumber} failed after its release, in run ${runId}`;
  return { kind: "failed_since", message, runId };
}

/** A released unit that fails again is no conforming one, whatever was signed before. */
function findFailSince(sql: SqlReader, { id }: Asked): string | undefined {
  const row = sql.get<{ id: string }>(
    `SELECT id FROM run WHERE unit_id = ?1 AND outcome = 'fail' AND invalidated = 0
       AND engineering_mode = 0 AND (simulated = 0 OR ?2 = 1)
       AND started_seq > (SELECT max(seq) FROM entry WHERE type = 'unit' AND id = ?1)
     LIMIT 1`,
    ...[id, Number(isDemo(sql))],
  );
  return row?.id;
}
