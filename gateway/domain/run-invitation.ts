/** How a run came to be: who armed its rig, what was let pass, and whether it counts. */
export interface RunInvitation {
  /** Version of the arming of its rig and slot that it used up. */
  readonly arming?: number;
  /** Person id of who tests, where known. */
  readonly operator?: string;
  /** Ids of the overrides without which it would not have begun. */
  readonly overrides?: readonly string[];
  /** Why it is kept and never advances its unit: `not-armed`, or the checks that did not hold. */
  readonly uninvited?: readonly string[];
  /** Why it was tested again, after a fail: the title of the reason that was chosen. */
  readonly retest?: string;
  /** The reference unit it tested; such a run is never in a yield. */
  readonly referenceUnitId?: string;
}

/** True where it is known what a run tested: a unit, or a reference unit, which is none. */
export function isOfSomething(run: {
  readonly unitId?: string;
  readonly invitation?: RunInvitation;
}): boolean {
  return run.unitId !== undefined || run.invitation?.referenceUnitId !== undefined;
}
