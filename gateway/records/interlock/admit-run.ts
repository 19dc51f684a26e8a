/** What becomes of a run that begins: whose it is, who armed for it, whether it counts. */
import { admit } from "../../domain/interlock/admission.ts";
import type { RunInvitation } from "../../domain/run-invitation.ts";
import type { SqlReader } from "../../ledger/contract.ts";
import { findArming, isOpenArming, type KnownArming } from "../arming/lookup.ts";
import { latestTime } from "../clock/latest-time.ts";
import { compact } from "../compact.ts";
import { findOrderForSerial } from "../order/lookup.ts";
import { findReferenceBySerial } from "../reference-unit/lookup.ts";
import { findRig, type RigBody } from "../rig/rules.ts";
import { judgeTest, usedOverrides } from "./judge.ts";
import { refuseByChecks } from "./refuse.ts";
import type { ResolvedScan } from "./resolve-scan.ts";

/** What the rig said, and who is known to have started it. */
export interface BeginningRun {
  readonly rig: string;
  readonly slot?: string;
  readonly serialNumber?: string;
  readonly partNumber?: string;
  /** Person id. */
  readonly operator?: string;
  /** Microseconds since the epoch. */
  readonly startedAt: number;
}

/** The run with the serial number that its arming lends it. */
export interface AdmittedRun {
  readonly serialNumber?: string;
  readonly partNumber?: string;
  readonly invitation?: RunInvitation;
}

/**
 * Lends a run what its slot was armed for and judges the interlocks of the rig. Throws Refusal
 * `interlock.refused` at a controlled rig; elsewhere a run that should not be is kept, uninvited.
 */
export function admitRun(sql: SqlReader, run: BeginningRun): AdmittedRun {
  const rig = findRig(sql, run.rig);
  const at = latestTime(sql, run.startedAt);
  const latest = rig && findArming(sql, rig.name, run.slot ?? "");
  const arming = isOpenArming(latest, at) ? latest : undefined;
  const unit = lend(run, arming);
  const operator = arming?.body.operator ?? run.operator;
  if (rig === undefined || (rig.interlocks?.strength === undefined && arming === undefined)) {
    const referenceUnitId = referenceOf(sql, unit)?.id;
    return withInvitation(unit, compact({ operator, referenceUnitId }));
  }
  return withInvitation(unit, judge(sql, { rig, run, unit, arming, operator, at }));
}

type Lent = Pick<AdmittedRun, "serialNumber" | "partNumber">;

/** What the rig says comes first; of the arming only what it does not say. */
function lend({ serialNumber, partNumber }: BeginningRun, arming?: KnownArming): Lent {
  const armed = arming?.body;
  if (armed === undefined) return compact({ serialNumber, partNumber });
  const isSame = serialNumber === undefined || serialNumber === armed.serialNumber;
  return compact({
    serialNumber: serialNumber ?? armed.serialNumber,
    // A serial number belongs to one part number: that of a rig in general yields to the scan's.
    partNumber: isSame ? armed.partNumber || partNumber : partNumber,
  });
}

interface JudgedRun {
  readonly rig: RigBody;
  readonly run: BeginningRun;
  readonly unit: Lent;
  readonly arming: KnownArming | undefined;
  readonly operator: string | undefined;
  readonly at: number;
}

function judge(sql: SqlReader, judged: JudgedRun): RunInvitation {
  const { rig, run, unit, arming, operator, at } = judged;
  const scan = scanOf(sql, unit, arming?.body.serialNumber);
  const wanted = { rig, slot: run.slot ?? "", scan, read: run.serialNumber, operator, at };
  const { checks } = judgeTest(sql, compact(wanted));
  const isArmed = arming !== undefined;
  const admission = admit(rig.interlocks?.strength, { isArmed, checks });
  if (admission.kind === "refuse") {
    refuseByChecks(`${rig.title} does not test ${unit.serialNumber ?? "this unit"}`, checks);
  }
  const { uninvited } = admission;
  return compact({
    ...{ arming: arming?.version, operator, overrides: usedOverrides(checks) },
    uninvited: uninvited.length === 0 ? undefined : uninvited,
    retest: isOf(arming, unit) ? arming?.body.retest?.title : undefined,
    referenceUnitId: scan.referenceUnit?.id,
  });
}

/** A reason was given for the unit that was scanned, and for no other. */
function isOf(arming: KnownArming | undefined, { serialNumber }: Lent): boolean {
  return arming?.body.serialNumber === serialNumber;
}

/** What is tested is the unit on the rig; what it is compared with is the scan. */
function scanOf(sql: SqlReader, unit: Lent, armedFor: string | undefined): ResolvedScan {
  const { serialNumber = "", partNumber } = unit;
  const scanned = { serialNumber: armedFor ?? serialNumber };
  const referenceUnit = referenceOf(sql, unit);
  if (referenceUnit !== undefined) return { ...scanned, referenceUnit };
  if (partNumber === undefined) return scanned;
  const known = sql.get<{ unitId: string; orderId: string }>(
    `SELECT id AS unitId, order_id AS orderId FROM unit
     WHERE part_number = ? AND serial_number = ?`,
    ...[partNumber, serialNumber],
  );
  const orderId = known?.orderId ?? findOrderForSerial(sql, partNumber, serialNumber)?.id;
  return compact({ ...scanned, partNumber, unitId: known?.unitId, orderId });
}

function referenceOf(sql: SqlReader, { serialNumber, partNumber }: Lent) {
  if (serialNumber === undefined) return undefined;
  return findReferenceBySerial(sql, serialNumber, partNumber);
}

function withInvitation(unit: Lent, invitation: RunInvitation): AdmittedRun {
  return Object.keys(invitation).length === 0 ? unit : { ...unit, invitation };
}
