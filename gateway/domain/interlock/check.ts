/**
 * Interlocks: what must hold before a unit is tested. Every check is a pure function of facts;
 * this file is what they all answer with.
 */
import type { Said, SaidFound } from "./found.ts";

/** In the order a person looks at them: the unit, what it is tested by, where and by whom. */
export const CHECKS = [
  ...(["identity", "hold", "order", "revision", "route", "attempts"] as const),
  ...(["procedure", "program", "equipment", "maintenance", "reference", "operator"] as const),
  ...(["shift-start", "service"] as const),
] as const;
export type CheckName = (typeof CHECKS)[number];

/** `unknown`: nobody here can tell, such as a step made elsewhere. It holds back as well. */
export type CheckResult = "ok" | "refused" | "unknown";

/** The record a check looked at, as its address names it. */
export interface CheckedRecord {
  readonly type: string;
  readonly id: string;
  readonly version?: number;
}

/** What one check found. */
export interface Check {
  readonly check: CheckName;
  readonly result: CheckResult;
  /** Why, as a code word; absent where all is well. */
  readonly code?: InterlockCode;
  /** What is demanded. */
  readonly rule: string;
  /** What was found. */
  readonly found: string;
  /** The same by its key, for who says it in another language. */
  readonly said: Said;
  readonly record?: CheckedRecord;
  readonly remedy?: string;
  /** Whether a signed override could let it pass. */
  readonly overridable: boolean;
  /** Set where something is not as it should be, and the policy lets it pass all the same. */
  readonly warned?: boolean;
  /** The override that let it pass. */
  readonly overrideId?: string;
}

interface CodeFacts {
  readonly remedy: string;
  readonly overridable: boolean;
}

/**
 * Why a check does not hold, with what to do. Hold, identity, reference check and an obsolete
 * revision are never overridden, nor is what would leave nothing to judge by. A station that is
 * locked opens by what is due there, each of which has its own rule for overrides.
 */
export const INTERLOCK_CODES = {
  "serial.mismatch": {
    remedy: "Take the unit whose label was scanned, or scan the one in the fixture.",
    overridable: false,
  },
  "serial.unread": {
    remedy: "Seat the unit in the fixture until the rig can read its serial number.",
    overridable: false,
  },
  "unit.on-hold": {
    remedy: "Put the unit aside; quality releases the hold.",
    overridable: false,
  },
  "unit.in-repair": {
    remedy: "Record the repair; the unit then goes back to the operation it names.",
    overridable: false,
  },
  "unit.left": {
    remedy: "Book the unit's return first, or take another one.",
    overridable: false,
  },
  "unit.unknown": {
    remedy: "Scan again; if it stays so, ask operations for the order of this serial number.",
    overridable: false,
  },
  "unit.other-part": {
    remedy: "Take the unit to a station of its part number.",
    overridable: false,
  },
  "order.not-open": {
    remedy: "Ask operations to release the order.",
    overridable: true,
  },
  "revision.obsolete": {
    remedy: "Put the unit aside: its revision is not made any more.",
    overridable: false,
  },
  "revision.not-released": {
    remedy: "Let the revision be released, or take a unit of a released one.",
    overridable: true,
  },
  "revision.unknown": {
    remedy: "Import the product with this revision.",
    overridable: false,
  },
  "revision.mismatch": {
    remedy: "Ask operations: unit and order are of different revisions.",
    overridable: true,
  },
  "route.not-here": {
    remedy: "Take the unit to the station of its next operation.",
    overridable: true,
  },
  "route.earlier-missing": {
    remedy: "Take the unit to the operation that is missing.",
    overridable: true,
  },
  "route.elsewhere": {
    remedy: "Connect to the other gateway, or let quality confirm the operation.",
    overridable: true,
  },
  "attempts.exhausted": {
    remedy: "Hand the unit to repair, or let quality decide.",
    overridable: true,
  },
  "procedure.missing": {
    remedy: "Let engineering release a procedure for this operation.",
    overridable: false,
  },
  "procedure.not-effective": {
    remedy: "Let the procedure be approved.",
    overridable: true,
  },
  "program.unverified": {
    remedy: "Let engineering verify this version of the program.",
    overridable: true,
  },
  "equipment.unfit": {
    remedy: "Use another station, or fit calibrated equipment.",
    overridable: true,
  },
  "equipment.unknown": {
    remedy: "Register the equipment with its calibration, or correct rigline.yaml.",
    overridable: true,
  },
  "maintenance.due": {
    remedy: "Perform the maintenance and record it.",
    overridable: true,
  },
  "reference.due": {
    remedy: "Test the reference unit named.",
    overridable: false,
  },
  "reference.failed": {
    remedy: "Test the reference unit again; if it stays so, the station is not fit.",
    overridable: false,
  },
  "operator.unknown": {
    remedy: "Sign in or scan your badge.",
    overridable: true,
  },
  "operator.unqualified": {
    remedy: "Let somebody who is qualified for this procedure test it.",
    overridable: true,
  },
  "rig.out-of-service": {
    remedy: "Use another rig; whoever made this one fit enables it on the page Rigs.",
    overridable: false,
  },
  "station.locked": {
    remedy: "Do first what the station's list names as due; then scan again.",
    overridable: false,
  },
} as const satisfies Readonly<Record<string, CodeFacts>>;

/** Why a check does not hold. */
export type InterlockCode = keyof typeof INTERLOCK_CODES;

/** What is demanded, by check. */
export const RULES: Readonly<Record<CheckName, string>> = {
  identity: "The serial number read from the unit is the one scanned",
  hold: "The unit is in house and not on hold",
  order: "The unit belongs to an open order",
  revision: "Its revision is released and the order's",
  route: "Every operation before this one is passed",
  attempts: "The procedure allows another attempt",
  procedure: "Procedure and limits are effective",
  program: "This version of the program is verified",
  equipment: "The measuring equipment is calibrated",
  maintenance: "The maintenance is not due",
  reference: "The reference units were tested",
  operator: "The operator is qualified",
  "shift-start": "All that is due at the station is done",
  service: "The rig is in service",
};

interface Found extends SaidFound {
  readonly record?: CheckedRecord;
}

/** The check holds. */
export function holds(check: CheckName, { record, ...told }: Found): Check {
  const base = { check, result: "ok", rule: RULES[check], ...told, overridable: false } as const;
  return record === undefined ? base : { ...base, record };
}

/** The check does not hold, and the policy of what it looked at lets it pass. */
export function warns(check: CheckName, code: InterlockCode, found: Found): Check {
  const { remedy } = INTERLOCK_CODES[code];
  return { ...holds(check, found), code, remedy, warned: true };
}

/** The check does not hold. */
export function refuses(check: CheckName, code: InterlockCode, found: Found): Check {
  return { ...stops(check, code, found), result: "refused" };
}

/** Nobody here can tell whether it holds. */
export function doubts(check: CheckName, code: InterlockCode, found: Found): Check {
  return { ...stops(check, code, found), result: "unknown" };
}

function stops(check: CheckName, code: InterlockCode, { record, ...told }: Found) {
  const { remedy, overridable } = INTERLOCK_CODES[code];
  const base = { check, code, rule: RULES[check], ...told, remedy, overridable };
  return record === undefined ? base : { ...base, record };
}
