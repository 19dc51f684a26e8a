import type { Procedure } from "../../domain/procedure.ts";
import type { RunHeader } from "../../domain/run.ts";
import { storableText } from "../../domain/storable-text.ts";
import { Refusal, type Rule, type SqlReader } from "../../ledger/contract.ts";
import { compact } from "../compact.ts";
import { type EquipmentBinding, pinEquipment } from "../equipment/pin.ts";
import { admitRun } from "../interlock/admit-run.ts";
import { findProcedureAt, type PinnedProcedure } from "../procedure/lookup.ts";
import { findProduct } from "../product/rules.ts";
import { cycleOfRun } from "../unit/cycle.ts";
import { type ResolvedUnit, resolveUnit } from "../unit/resolve.ts";
import { countRuns } from "../unit/runs.ts";

/** What a rig session knows when a run begins. */
export interface RunStart {
  /** UUIDv7, minted by the caller. */
  readonly id: string;
  readonly rig: string;
  readonly station: string;
  readonly operation: string;
  readonly slot?: string;
  readonly runKey?: string;
  readonly serialNumber?: string;
  readonly partNumber?: string;
  readonly simulated: boolean;
  /** By the product's stage where absent. */
  readonly buildTag?: RunHeader["buildTag"];
  readonly gatewayVersion: string;
  /** Person id of who started it, where that is known. */
  readonly operator?: string;
  /** What the rig measures with, and the zone in which calibrations end their day. */
  readonly equipment?: readonly EquipmentBinding[];
  readonly timeZone?: string;
  /** Microseconds since the epoch. */
  readonly startedAt: number;
}

export interface RunStarted {
  readonly header: RunHeader;
  /** What to measure; absent where no procedure is known for the unit at this operation. */
  readonly procedure?: Procedure;
  /** nth run of its unit at its operation; absent for a run without unit. */
  readonly attempt?: number;
}

/**
 * Begins a run: pins unit, order, revision and procedure as they are now. A serial of an open
 * order creates its unit; any other text of a rig is stored as it is, but for half a surrogate
 * pair and U+0000, which become U+FFFD. Throws Refusal `record.version-conflict` where the id is
 * taken, `interlock.refused` where a controlled rig must not test the unit.
 */
export const startRun: Rule<RunStart, RunStarted> = (sql, stated) => {
  const said = { ...stated, ...storable(stated) };
  refuseTakenId(sql, said.id);
  const { invitation, ...admitted } = admitRun(sql, said);
  const input = { ...said, ...admitted };
  const pinned = pinRun(sql, input, invitation);
  const { equipment = [], timeZone = "UTC", startedAt } = input;
  const used = pinEquipment(sql, equipment, { startedAt, timeZone });
  const header = {
    ...pinnedHeader({ ...input, source: "rig" }, pinned),
    ...(used.length === 0 ? {} : { equipment: used }),
    ...(invitation === undefined ? {} : { invitation }),
  };
  const run = { type: "run", id: input.id, version: 1, schema: "run/1", action: "started" };
  const entry = { ...run, body: header, occurredAt: input.startedAt };
  return {
    entries: pinned.unit?.entry === undefined ? [entry] : [pinned.unit.entry, entry],
    result: compact({
      ...{ header, procedure: pinned.procedure?.procedure },
      attempt: attemptOf(sql, header),
    }),
  };
};

/** As the projection numbers it once the run is stored. */
function attemptOf(sql: SqlReader, header: RunHeader): number | undefined {
  const { unitId, operation, source } = header;
  if (unitId === undefined) return undefined;
  return 1 + countRuns(sql, { unitId, operation, source, cycle: cycleOfRun(sql, header) });
}

/** What a rig said, as text that can be written on: its garbage is stored too. */
function storable({ serialNumber, partNumber, slot, runKey }: RunStart) {
  const text = (said: string | undefined) => (said === undefined ? said : storableText(said));
  return compact({
    serialNumber: text(serialNumber),
    partNumber: text(partNumber),
    slot: text(slot),
    runKey: text(runKey),
  });
}

function refuseTakenId(sql: SqlReader, id: string): void {
  if (sql.get("SELECT 1 FROM run WHERE id = ?", id) === undefined) return;
  throw new Refusal("record.version-conflict", `run ${id} exists already`, { id });
}

/** What a run is about, and what it is judged by. */
export interface RunPins {
  readonly unit: ResolvedUnit | undefined;
  readonly procedure: PinnedProcedure | undefined;
  readonly buildTag: RunHeader["buildTag"];
}

type Pinnable = Pick<
  RunStart,
  "id" | "operation" | "partNumber" | "serialNumber" | "startedAt" | "buildTag"
>;

/** Looks up what a run of this serial at this operation is pinned to at this moment. */
export function pinRun(
  sql: SqlReader,
  run: Pinnable,
  invitation?: RunHeader["invitation"],
): RunPins {
  const { partNumber, operation, startedAt } = run;
  return {
    unit: invitation?.referenceUnitId === undefined ? resolveUnit(sql, run) : undefined,
    procedure:
      partNumber === undefined
        ? undefined
        : findProcedureAt(sql, { partNumber, operation }, startedAt),
    buildTag: run.buildTag ?? buildTagOf(sql, partNumber),
  };
}

/** The stage of the product names the population its runs belong to. */
function buildTagOf(sql: SqlReader, partNumber: string | undefined): RunHeader["buildTag"] {
  const stage = partNumber && findProduct(sql, partNumber)?.body.stage;
  if (stage === "concept") return "evt";
  return stage === "evt" || stage === "dvt" || stage === "pvt" ? stage : "production";
}

/** The header that pins them. */
export function pinnedHeader(
  run: Omit<RunStart, "buildTag" | "equipment"> & Pick<RunHeader, "source">,
  pins: RunPins,
): RunHeader {
  const { id, rig, station, operation, slot, runKey, serialNumber, partNumber } = run;
  const { simulated, source, gatewayVersion, startedAt } = run;
  const procedure = pins.procedure?.procedure;
  const unit = pins.unit?.unit;
  return compact({
    ...{ id, rig, station, operation, slot, runKey, serialNumber, partNumber },
    ...{ unitId: unit?.id, orderId: unit?.orderId, revision: unit?.revision },
    procedureId: procedure?.id,
    procedureVersion: procedure?.version,
    procedureHash: pins.procedure?.hash,
    limitSetHash: pins.procedure?.limitSetHash,
    buildTag: pins.buildTag,
    engineeringMode: procedure !== undefined && procedure.status !== "effective",
    ...{ simulated, source, gatewayVersion, startedAt },
  });
}
