/** Which reference units a place demands, and since when. Read by rules and queries. */
import type { ReferenceFacts } from "../../domain/interlock/facts.ts";
import type { ReferenceOccasion, ReferenceUnit } from "../../domain/reference/reference-unit.ts";
import { shiftBegan } from "../../domain/site/shift.ts";
import type { SqlReader } from "../../ledger/contract.ts";
import { currentSite } from "../site/rules.ts";

/** The reference unit of a serial number, where it is one; its part number may not be known. */
export function findReferenceBySerial(
  sql: SqlReader,
  serialNumber: string,
  partNumber: string | undefined,
): ReferenceUnit | undefined {
  const rows = sql.all<{ body: string }>(
    `SELECT body FROM reference_unit
     WHERE serial_number = ?1 AND (?2 IS NULL OR part_number = ?2) AND retired = 0 LIMIT 2`,
    ...[serialNumber, partNumber ?? null],
  );
  const [only] = rows;
  return rows.length === 1 && only ? (JSON.parse(only.body) as ReferenceUnit) : undefined;
}

/** A slot of a rig, and what is about to be tested there when. */
export interface ReferencePlace {
  readonly rig: string;
  readonly slot: string;
  readonly operation: string;
  readonly partNumber: string;
  /** Microseconds since the epoch. */
  readonly at: number;
}

/** Every reference unit that is demanded there, with its latest run and what made it due. */
export function listReferences(sql: SqlReader, place: ReferencePlace): readonly ReferenceFacts[] {
  const { rig, slot, operation, partNumber } = place;
  const demanded = sql
    .all<{ body: string }>(
      `SELECT body FROM reference_unit
       WHERE operation = ? AND part_number = ? AND retired = 0 ORDER BY id`,
      ...[operation, partNumber],
    )
    .map(({ body }) => JSON.parse(body) as ReferenceUnit)
    .filter(({ rigs }) => rigs === undefined || rigs.includes(rig));
  return demanded.map((unit) => {
    const since = dueSince(sql, unit, place);
    const last = lastCheck(sql, unit.id, { rig, slot });
    const { id, serialNumber, kind } = unit;
    return {
      ...{ id, serialNumber, kind },
      ...(since === undefined ? {} : { since }),
      ...(last === undefined ? {} : { last }),
    };
  });
}

type Since = NonNullable<ReferenceFacts["since"]>;

function dueSince(sql: SqlReader, unit: ReferenceUnit, place: ReferencePlace): Since | undefined {
  const moments: Readonly<Record<ReferenceOccasion, () => number | undefined>> = {
    shift: () => shiftBegan(currentSite(sql), place.at),
    changeover: () => changedOver(sql, place),
    maintenance: () => maintained(sql, place.rig),
  };
  return unit.due
    .flatMap((why) => {
      const at = moments[why]();
      return at === undefined ? [] : [{ at, why }];
    })
    .toSorted((one, other) => other.at - one.at)[0];
}

/** When the slot began with this part number; now, where it is set up for another one. */
function changedOver(sql: SqlReader, { rig, slot, partNumber, at }: ReferencePlace): number {
  const row = sql.get<{ partNumber: string; since: number }>(
    "SELECT part_number AS partNumber, since_us AS since FROM rig_setup WHERE rig = ? AND slot = ?",
    ...[rig, slot],
  );
  return row?.partNumber === partNumber ? row.since : at;
}

function maintained(sql: SqlReader, rig: string): number | undefined {
  const row = sql.get<{ at: number | null }>(
    "SELECT max(verify_since_us) AS at FROM maintenance_plan WHERE rig = ?",
    rig,
  );
  return row?.at ?? undefined;
}

function lastCheck(sql: SqlReader, id: string, of: { rig: string; slot: string }) {
  const row = sql.get<{ runId: string; at: number; held: number; why: string }>(
    `SELECT run_id AS runId, at_us AS at, held, why FROM reference_check
     WHERE reference_unit_id = ? AND rig = ? AND slot = ?`,
    ...[id, of.rig, of.slot],
  );
  return row && { ...row, held: row.held === 1 };
}
