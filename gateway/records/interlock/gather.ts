/** The facts that interlocks look at, read at one moment from the projections. */
import type {
  EquipmentFacts,
  InterlockFacts,
  OperatorFacts,
  StepFacts,
  UnitFacts,
} from "../../domain/interlock/facts.ts";
import type { Procedure } from "../../domain/procedure.ts";
import type { SqlReader } from "../../ledger/contract.ts";
import { compact } from "../compact.ts";
import { pinEquipment } from "../equipment/pin.ts";
import { findEquipment } from "../equipment/rules.ts";
import { listPlans } from "../maintenance/lookup.ts";
import { findProcedureAt } from "../procedure/lookup.ts";
import { findProduct } from "../product/rules.ts";
import { listReferences } from "../reference-unit/lookup.ts";
import type { RigBody } from "../rig/rules.ts";
import { findRigService } from "../rig-service/lookup.ts";
import { currentSite } from "../site/rules.ts";
import { listLocking } from "../station/due.ts";
import { findStation } from "../station/rules.ts";
import { cycleOfRun } from "../unit/cycle.ts";
import { deriveRoute } from "../unit/record.ts";
import { countRuns, findRoute, listUnitRuns } from "../unit/runs.ts";
import type { ResolvedScan } from "./resolve-scan.ts";

/** Who would test what, where and when. */
export interface WantedTest {
  readonly rig: RigBody;
  /** Empty for a rig without slots. */
  readonly slot: string;
  readonly scan: ResolvedScan;
  /** What the unit itself says. */
  readonly read?: string;
  /** Person id. */
  readonly operator?: string;
  /** The latest time known, in microseconds. */
  readonly at: number;
}

/** Everything the checks need. Reads by index alone, however many runs there are. */
export function gatherFacts(sql: SqlReader, wanted: WantedTest): InterlockFacts {
  const { rig, slot, scan, read, at } = wanted;
  const { operation } = rig;
  const unit = unitFacts(sql, scan, { operation, at });
  const partNumber = scan.referenceUnit?.partNumber ?? scan.partNumber ?? rig.partNumber;
  const product = partNumber === undefined ? undefined : findProduct(sql, partNumber)?.body;
  const pinned =
    partNumber === undefined ? undefined : findProcedureAt(sql, { partNumber, operation }, at);
  const referenced = unit === undefined ? undefined : unit.partNumber;
  const { referenceUnit } = scan;
  return compact({
    place: compact({ rig: rig.name, station: rig.station, operation, slot: slot || undefined }),
    ...{ at, scanned: scan.serialNumber, read, readsSerial: rig.readsSerial ?? false },
    ...{ rigPartNumber: rig.partNumber, unit, order: orderFacts(sql, unit?.orderId) },
    referenceUnit: referenceUnit && {
      ...{ id: referenceUnit.id, partNumber: referenceUnit.partNumber },
    },
    stage: product?.stage,
    revisionStatus: product?.revisions.find(({ revision }) => revision === unit?.revision)?.status,
    route: unit === undefined ? [] : routeFacts(sql, unit),
    procedure: pinned && procedureFacts(pinned.procedure),
    equipment: equipmentFacts(sql, rig, at),
    maintenance: listPlans(sql, { rig: rig.name, at }).map(({ id, title, policy, due }) =>
      compact({ id, title, policy, due }),
    ),
    references:
      referenced === undefined
        ? []
        : listReferences(sql, { rig: rig.name, slot, operation, partNumber: referenced, at }),
    operator: operatorFacts(sql, wanted, pinned?.procedure.id),
    shiftStart: shiftStartFacts(sql, rig, at),
    outOfService: serviceFacts(sql, rig),
  });
}

/** Absent where the rig and all that it drives are in service. */
function serviceFacts(sql: SqlReader, rig: RigBody): InterlockFacts["outOfService"] {
  for (const name of [rig.name, ...(rig.instruments ?? [])]) {
    const service = findRigService(sql, name);
    if (service === undefined || service.enabled) continue;
    return { rig: name, reason: service.reason, version: service.version };
  }
  return undefined;
}

/** Absent where the station is not locked by what is due. */
function shiftStartFacts(sql: SqlReader, rig: RigBody, at: number): InterlockFacts["shiftStart"] {
  const station = findStation(sql, rig.station);
  if (station?.lockedUntilChecked !== true) return undefined;
  return listLocking(sql, station, at).map(({ rig: name, slot = "", title }) => {
    return { rig: name, slot, title };
  });
}

function unitFacts(
  sql: SqlReader,
  scan: ResolvedScan,
  { operation, at }: { readonly operation: string; readonly at: number },
): UnitFacts | undefined {
  const { serialNumber, partNumber, unitId, orderId } = scan;
  if (partNumber === undefined || scan.referenceUnit !== undefined) return undefined;
  if (unitId === undefined) {
    if (orderId === undefined) return undefined;
    const revision = orderFacts(sql, orderId)?.revision;
    const begun = { serialNumber, partNumber, revision, orderId, status: "created" };
    return compact({ ...begun, holds: [], attempts: 0 });
  }
  const row = sql.get<{ revision: string; orderId: string; status: string }>(
    "SELECT revision, order_id AS orderId, status FROM unit WHERE id = ?",
    unitId,
  );
  if (row === undefined) return undefined;
  const cycle = cycleOfRun(sql, { unitId, source: "rig", startedAt: at });
  const attempts = countRuns(sql, { unitId, operation, source: "rig", cycle });
  const holds = listHolds(sql, unitId);
  return { id: unitId, serialNumber, partNumber, ...row, holds, attempts };
}

function listHolds(sql: SqlReader, unitId: string): UnitFacts["holds"] {
  return sql.all<{ id: string; reason: string }>(
    "SELECT id, reason FROM hold WHERE unit_id = ? AND state = 'placed' ORDER BY seq",
    unitId,
  );
}

function orderFacts(sql: SqlReader, id: string | undefined): InterlockFacts["order"] {
  if (id === undefined) return undefined;
  const row = sql.get<{ status: string; body: string }>(
    "SELECT status, body FROM production_order WHERE id = ?",
    id,
  );
  if (row === undefined) return undefined;
  const { revision } = JSON.parse(row.body) as { readonly revision: string };
  return { id, status: row.status, revision };
}

function routeFacts(sql: SqlReader, unit: UnitFacts): readonly StepFacts[] {
  const { id, partNumber, revision } = unit;
  if (revision === undefined) return [];
  const route = findRoute(sql, { partNumber, revision });
  const runs = id === undefined ? [] : listUnitRuns(sql, id);
  return deriveRoute(route, runs).map(({ operation, state }) => ({
    operation,
    state:
      state === "pass" || state === "fail" || state === "running" || state === "open"
        ? state
        : "other",
  }));
}

function procedureFacts(procedure: Procedure): NonNullable<InterlockFacts["procedure"]> {
  const { id, version, status, attemptsMax } = procedure;
  return compact({ id, version, status, attemptsMax });
}

function equipmentFacts(sql: SqlReader, rig: RigBody, at: number): readonly EquipmentFacts[] {
  const { equipment = [] } = rig;
  const used = pinEquipment(sql, equipment, { startedAt: at, timeZone: currentSite(sql).timeZone });
  return used.map(({ id, status, calibrationId }) => {
    const policy = findEquipment(sql, id)?.body.policy ?? "block";
    return compact({ id, status, calibrationId, policy });
  });
}

function operatorFacts(
  sql: SqlReader,
  { operator: personId, at }: WantedTest,
  procedureId: string | undefined,
): OperatorFacts {
  const demanded =
    procedureId !== undefined &&
    sql.get("SELECT 1 FROM qualification WHERE procedure_id = ? LIMIT 1", procedureId) !==
      undefined;
  if (personId === undefined || procedureId === undefined) return compact({ demanded, personId });
  const held = sql.get<{ until: number }>(
    `SELECT valid_until_us AS until FROM qualification
     WHERE person_id = ? AND procedure_id = ? AND valid_until_us > ?`,
    ...[personId, procedureId, at],
  );
  const qualificationId = held && `${personId}/${procedureId}`;
  return compact({ demanded, personId, qualificationId });
}
