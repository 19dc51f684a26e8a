/** `GET /stations/{id}/next`: what a scan would run there, and every check. */
import type { InterlockFacts } from "../../domain/interlock/facts.ts";
import { mayArm } from "../../domain/interlock/judge.ts";
import { type Query, Refusal, type SqlReader } from "../../ledger/contract.ts";
import { findArming, presentArming } from "../arming/lookup.ts";
import { latestTime } from "../clock/latest-time.ts";
import { compact } from "../compact.ts";
import type { RigBody } from "../rig/rules.ts";
import { listTestingRigs } from "../station/rigs.ts";
import { deriveRoute } from "../unit/record.ts";
import { findRoute, listUnitRuns } from "../unit/runs.ts";
import { judgeTest } from "./judge.ts";
import type { NextTestView } from "./record.ts";
import { type ResolvedScan, resolveScan } from "./resolve-scan.ts";
import { findRunBefore } from "./retest.ts";

/** A scan at a station. */
export interface ScanAt {
  readonly station: string;
  /** Names of the rigs there are now: what was declared once and is gone is not offered. */
  readonly rigs: readonly string[];
  readonly scan: string;
  readonly rig?: string;
  readonly slot?: string;
  /** Person id. */
  readonly operator?: string;
  /** Microseconds since the epoch. */
  readonly now: number;
}

/**
 * What would run. Throws Refusal `station.not-found`, `rig.not-found`, `rig.ambiguous` where the
 * station has several rigs for it, `slot.not-found`, `scan.unreadable`, `scan.ambiguous`.
 */
export const nextTest: Query<ScanAt, NextTestView> = ({ sql }, asked) => {
  const at = latestTime(sql, asked.now);
  const scan = resolveScan(sql, asked.scan);
  const rig = chooseRig(sql, asked, scan);
  const slot = chooseSlot(rig, asked.slot);
  const { operator } = asked;
  const { facts, checks } = judgeTest(sql, compact({ rig, slot, scan, operator, at }));
  const arming = findArming(sql, rig.name, slot);
  return compact({
    ...{ station: rig.station, rig: rig.name, slot, operation: rig.operation },
    strength: rig.interlocks?.strength,
    ...presentUnit(facts, scan),
    retestOf: findRunBefore(sql, facts.unit, { operation: rig.operation, at }),
    mayArm: mayArm(checks),
    checks: structuredClone([...checks]),
    arming: arming && presentArming(arming, at),
  }) as NextTestView;
};

/** The rig and slot a scan is meant for, as `nextTest` chooses them; throws as that does. */
export const placeOfScan: Query<ScanAt, { readonly rig: string; readonly slot: string }> = (
  { sql },
  asked,
) => {
  const rig = chooseRig(sql, asked, resolveScan(sql, asked.scan));
  return { rig: rig.name, slot: chooseSlot(rig, asked.slot) };
};

function presentUnit(facts: InterlockFacts, scan: ResolvedScan) {
  const { unit, procedure, referenceUnit } = facts;
  return {
    serialNumber: scan.serialNumber,
    partNumber: unit?.partNumber ?? referenceUnit?.partNumber ?? scan.partNumber,
    ...{ unitId: unit?.id, orderId: unit?.orderId, revision: unit?.revision },
    ...{ referenceUnitId: referenceUnit?.id, attempt: unit && unit.attempts + 1 },
    ...{ procedureId: procedure?.id, procedureVersion: procedure?.version },
  };
}

function chooseRig(sql: SqlReader, asked: ScanAt, scan: ResolvedScan): RigBody {
  const rigs = listTestingRigs(sql, asked);
  if (asked.rig !== undefined) {
    const named = rigs.find(({ name }) => name === asked.rig);
    if (named !== undefined) return named;
    const message = `Station ${asked.station} has no rig ${asked.rig} that tests units.`;
    throw new Refusal("rig.not-found", message, { rig: asked.rig });
  }
  const fitting = fits(rigs, nextOperation(sql, scan), scan);
  const [only] = fitting;
  if (only !== undefined && fitting.length === 1) return only;
  const names = fitting.map(({ name }) => name);
  const message = `Station ${asked.station} has several rigs for it: ${names.join(", ")}.`;
  throw new Refusal("rig.ambiguous", message, { rigs: names });
}

/** The rigs of the unit's next operation and part number; all of them where none is. */
function fits(
  rigs: readonly RigBody[],
  operation: string | undefined,
  scan: ResolvedScan,
): readonly RigBody[] {
  const partNumber = scan.partNumber ?? scan.referenceUnit?.partNumber;
  const wanted = scan.referenceUnit?.operation ?? operation;
  const ofPart = rigs.filter((rig) => {
    return (
      rig.partNumber === undefined || partNumber === undefined || rig.partNumber === partNumber
    );
  });
  const ofOperation = ofPart.filter((rig) => rig.operation === wanted);
  if (ofOperation.length > 0) return ofOperation;
  return ofPart.length > 0 ? ofPart : rigs;
}

function nextOperation(sql: SqlReader, { unitId }: ResolvedScan): string | undefined {
  if (unitId === undefined) return undefined;
  const unit = sql.get<{ partNumber: string; revision: string }>(
    "SELECT part_number AS partNumber, revision FROM unit WHERE id = ?",
    unitId,
  );
  if (unit === undefined) return undefined;
  const route = deriveRoute(findRoute(sql, unit), listUnitRuns(sql, unitId));
  return route.find(({ state }) => state !== "pass")?.operation;
}

function chooseSlot({ name, slots = [] }: RigBody, asked: string | undefined): string {
  if (slots.length === 0 && asked === undefined) return "";
  if (asked !== undefined && slots.includes(asked)) return asked;
  const message =
    asked === undefined
      ? `Say which slot of ${name}: ${slots.join(", ")}.`
      : `The rig ${name} has no slot ${asked}.`;
  throw new Refusal("slot.not-found", message, { rig: name, slots });
}
