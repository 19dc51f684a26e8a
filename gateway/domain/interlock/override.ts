/** A signed decision to let one check pass, for one unit or for one shift. Pure. */
import type { Check, CheckName } from "./check.ts";
import type { InterlockFacts } from "./facts.ts";

/** What it is for: a unit at an operation, or everything at a rig until the shift ends. */
export type OverrideScope =
  | { readonly kind: "unit"; readonly partNumber: string; readonly serialNumber: string }
  | { readonly kind: "shift"; readonly shift: string };

/** The body of its entry. */
export interface Override {
  /** UUIDv7. */
  readonly id: string;
  readonly check: CheckName;
  readonly rig: string;
  readonly operation: string;
  readonly scope: OverrideScope;
  readonly reason: string;
  /** Person id of who signed it. */
  readonly signedBy: string;
  /** Microseconds since the epoch. */
  readonly from: number;
  readonly until: number;
  /** Set once somebody has taken it back. */
  readonly revoked?: boolean;
}

/** Checks that no signature lets pass. */
export const NEVER_OVERRIDDEN: readonly CheckName[] = [
  "identity",
  "hold",
  "reference",
  "shift-start",
  "service",
];

/**
 * True where the override lets this check pass for these facts: in its scope and time, and signed
 * by somebody else than who tests. A runner that is not known can not be told from the signer.
 */
export function appliesTo(override: Override, check: Check, facts: InterlockFacts): boolean {
  const { place, at, operator } = facts;
  if (!check.overridable || NEVER_OVERRIDDEN.includes(check.check)) return false;
  if (override.check !== check.check || override.revoked === true) return false;
  if (override.rig !== place.rig || override.operation !== place.operation) return false;
  if (at < override.from || at >= override.until) return false;
  if (operator.personId === undefined || operator.personId === override.signedBy) return false;
  return override.scope.kind === "shift" || isUnit(override.scope, facts);
}

function isUnit(
  scope: Extract<OverrideScope, { kind: "unit" }>,
  { unit, scanned, rigPartNumber }: InterlockFacts,
): boolean {
  // An unknown unit has no part number of its own: then the rig's stands for it.
  const partNumber = unit?.partNumber ?? rigPartNumber ?? scope.partNumber;
  const serialNumber = unit?.serialNumber ?? scanned;
  return scope.partNumber === partNumber && scope.serialNumber === serialNumber;
}
