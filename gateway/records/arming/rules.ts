/** Commands of a scan: it arms a slot for its next run, or takes that back. */
import type { UnitFacts } from "../../domain/interlock/facts.ts";
import { mayArm } from "../../domain/interlock/judge.ts";
import type { CardReason } from "../../domain/scan/card.ts";
import { Refusal, type Rule, type SqlReader } from "../../ledger/contract.ts";
import { latestTime } from "../clock/latest-time.ts";
import { compact } from "../compact.ts";
import { assertExpectedVersion } from "../import-rule.ts";
import { judgeTest, usedOverrides } from "../interlock/judge.ts";
import { refuseByChecks } from "../interlock/refuse.ts";
import { resolveScan } from "../interlock/resolve-scan.ts";
import { findRunBefore, type RunBefore } from "../interlock/retest.ts";
import { ARM_FOR_MS, findRig, type RigBody } from "../rig/rules.ts";
import { getReason, reasonsOf } from "../station/reasons.ts";
import { findStation } from "../station/rules.ts";
import { findArming, isOpenArming } from "./lookup.ts";
import { type ArmingBody, armingId } from "./record.ts";

/** What a scan at a station asks for. */
export interface Arm {
  readonly rig: string;
  /** Empty for a rig without slots. */
  readonly slot: string;
  readonly scan: string;
  /** Person id of who tests. */
  readonly operator?: string;
  /** Code word of the reason why it is tested again, after a fail. */
  readonly retest?: string;
  /** Where the rig must stand; anywhere where absent. */
  readonly station?: string;
}

/** The slot with the version it was armed by. */
export interface Armed {
  readonly version: number;
  readonly arming: ArmingBody;
}

/**
 * Arms a slot: the scan owns its next run until it expires or another scan replaces it. Throws
 * Refusal `interlock.refused` with every check that does not hold, `scan.unreadable`,
 * `scan.ambiguous`, `rig.not-found`, `slot.not-found`, `retest.reason-missing` where it failed
 * here before, `reason.not-found` and `retest.not-failed` for a retest, and
 * `record.version-conflict` where somebody else armed it meanwhile.
 */
export const armRig: Rule<Arm, Armed> = (sql, input, context) => {
  const { slot, operator } = input;
  const rig = getTestingRig(sql, input);
  const before = findArming(sql, rig.name, slot);
  assertExpectedVersion(context, before?.version ?? 0);
  const at = latestTime(sql, context.occurredAt);
  const scan = resolveScan(sql, input.scan);
  const { facts, checks } = judgeTest(sql, compact({ rig, slot, scan, operator, at }));
  if (!mayArm(checks)) refuseByChecks(`${rig.title} is not armed for ${scan.serialNumber}`, checks);
  const version = (before?.version ?? 0) + 1;
  const arming: ArmingBody = compact({
    state: "armed" as const,
    ...{ rig: rig.name, station: rig.station, operation: rig.operation, slot },
    serialNumber: scan.serialNumber,
    partNumber: facts.referenceUnit?.partNumber ?? facts.unit?.partNumber ?? scan.partNumber ?? "",
    ...{ unitId: facts.unit?.id, orderId: facts.unit?.orderId, operator },
    referenceUnitId: facts.referenceUnit?.id,
    retest: retestOf(sql, { rig, code: input.retest, unit: facts.unit, at }),
    overrides: usedOverrides(checks),
    armedAt: context.occurredAt,
    expiresAt: at + (rig.interlocks?.armForMs ?? ARM_FOR_MS) * 1_000,
  });
  return { entries: [entryOf(arming, version, "armed")], result: { version, arming } };
};

interface Retest {
  readonly rig: RigBody;
  readonly code: string | undefined;
  readonly unit: UnitFacts | undefined;
  readonly at: number;
}

function retestOf(sql: SqlReader, { rig, code, unit, at }: Retest): CardReason | undefined {
  const before = findRunBefore(sql, unit, { operation: rig.operation, at });
  if (code === undefined) {
    if (before?.outcome === "fail") refuseWithoutReason(sql, rig, before);
    return undefined;
  }
  if (before === undefined) {
    const message = `${unit?.serialNumber ?? "It"} has no run at ${rig.operation} that did not pass.`;
    throw new Refusal("retest.not-failed", message);
  }
  return getReason(sql, { station: rig.station, kind: "retest", code });
}

/** What failed is not tested until it passes, unless somebody says why (decision 0137). */
function refuseWithoutReason(
  sql: SqlReader,
  { station, operation }: RigBody,
  of: RunBefore,
): never {
  const reasons = reasonsOf(findStation(sql, station)).retest;
  const list = reasons.map(({ code, title }) => `${code} (${title})`);
  const message = `It failed at ${operation} before: send \`retest\` with one of ${list.join(", ")}.`;
  const errors = list.map((reason) => ({ path: "retest", message: reason }));
  throw new Refusal("retest.reason-missing", message, { runId: of.runId, reasons, errors });
}

/** Takes an arming back. Throws Refusal `arming.not-open`, `record.version-conflict`. */
export const disarmRig: Rule<Omit<Arm, "scan">, Armed> = (sql, input, context) => {
  const rig = getTestingRig(sql, input);
  const before = findArming(sql, rig.name, input.slot);
  assertExpectedVersion(context, before?.version ?? 0);
  if (!isOpenArming(before, latestTime(sql, context.occurredAt))) {
    throw new Refusal("arming.not-open", `${rig.title} is armed for nobody`, { rig: rig.name });
  }
  const arming: ArmingBody = { ...before.body, state: "disarmed" };
  const version = before.version + 1;
  return { entries: [entryOf(arming, version, "disarmed")], result: { version, arming } };
};

function getTestingRig(sql: SqlReader, input: Omit<Arm, "scan">): RigBody {
  const { rig: name, slot, station } = input;
  const rig = findRig(sql, name);
  const isHere = station === undefined || rig?.station === station;
  if (rig === undefined || rig.isInstrument === true || !isHere) {
    throw new Refusal("rig.not-found", `There is no rig ${name} that tests units.`, { rig: name });
  }
  const { slots = [] } = rig;
  if (slots.length === 0 ? slot !== "" : !slots.includes(slot)) {
    const has = slots.length === 0 ? "no slots" : `the slots ${slots.join(", ")}`;
    throw new Refusal("slot.not-found", `The rig ${name} has ${has}.`, { rig: name, slots });
  }
  return rig;
}

function entryOf(body: ArmingBody, version: number, action: string) {
  const id = armingId(body.rig, body.slot);
  return { type: "arming", id, version, schema: "arming/1", action, body };
}
