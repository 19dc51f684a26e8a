/** All checks at once, and what they mean for a run. Pure: facts in, answer out. */
import { CHECKS, type Check, type CheckName, holds } from "./check.ts";
import { checkProcedure, checkProgram, checkRevision } from "./controlled-checks.ts";
import type { InterlockFacts } from "./facts.ts";
import { say } from "./found.ts";
import { appliesTo, type Override } from "./override.ts";
import {
  checkEquipment,
  checkMaintenance,
  checkOperator,
  checkReference,
  checkService,
  checkShiftStart,
} from "./station-checks.ts";
import { checkAttempts, checkHold, checkIdentity, checkOrder, checkRoute } from "./unit-checks.ts";

const JUDGES: Readonly<Record<CheckName, (facts: InterlockFacts) => Check>> = {
  identity: checkIdentity,
  hold: checkHold,
  order: checkOrder,
  revision: checkRevision,
  route: checkRoute,
  attempts: checkAttempts,
  procedure: checkProcedure,
  program: checkProgram,
  equipment: checkEquipment,
  maintenance: checkMaintenance,
  reference: checkReference,
  operator: checkOperator,
  "shift-start": checkShiftStart,
  service: checkService,
};

/** Of a reference unit: the others ask for what only a unit of an order has. */
const OF_REFERENCE: readonly CheckName[] = [
  ...(["identity", "procedure", "program", "equipment", "operator", "service"] as const),
];

function judge(name: CheckName, facts: InterlockFacts): Check {
  const { referenceUnit } = facts;
  if (referenceUnit === undefined || OF_REFERENCE.includes(name)) return JUDGES[name](facts);
  const record = { type: "reference-unit", id: referenceUnit.id };
  return holds(name, { ...say("not-of-reference"), record });
}

/** Every check in its order, those that an override lets pass marked with it. */
export function judgeInterlocks(
  facts: InterlockFacts,
  overrides: readonly Override[] = [],
): readonly Check[] {
  return CHECKS.map((name) => {
    const check = judge(name, facts);
    if (check.result === "ok") return check;
    const override = overrides.find((each) => appliesTo(each, check, facts));
    return override === undefined ? check : { ...check, result: "ok", overrideId: override.id };
  });
}

/** True where a rig may be armed: the serial number that the rig itself reads comes later. */
export function mayArm(checks: readonly Check[]): boolean {
  return checks.every(({ check, result }) => {
    return result === "ok" || (check === "identity" && result === "unknown");
  });
}

/** True where a run may begin. */
export function mayRun(checks: readonly Check[]): boolean {
  return checks.every(({ result }) => result === "ok");
}

/** The checks that hold a run back. */
export function heldBackBy(checks: readonly Check[]): readonly Check[] {
  return checks.filter(({ result }) => result !== "ok");
}
