/** Limits apart from the procedure that takes the measurements: they change more often. Pure. */
import { decisionRuleFaults } from "./guard-band.ts";
import { type Limits, limitFaults } from "./limits.ts";
import type { Procedure } from "./procedure.ts";
import { isConvertible } from "./units.ts";

/** The limits of one measurement, by its stable id. */
export interface NamedLimits {
  readonly measurement: string;
  readonly limits: Limits;
}

/** The procedure as a run is judged by it: limits of the set in place of its own. */
export function withLimits(procedure: Procedure, set: readonly NamedLimits[]): Procedure {
  const byId = new Map(set.map(({ measurement, limits }) => [measurement, limits]));
  const measurements = procedure.measurements.map((spec) => {
    const limits = byId.get(spec.id);
    return limits === undefined ? spec : { ...spec, limits };
  });
  return { ...procedure, measurements };
}

/** The limits of a procedure by measurement, in the order of the ids: what a run pins by hash. */
export function limitsOf(procedure: Pick<Procedure, "measurements">): readonly NamedLimits[] {
  return procedure.measurements
    .map(({ id, limits }) => ({ measurement: id, limits }))
    .toSorted(byMeasurement);
}

/** In the order in which they are hashed. */
export function byMeasurement(left: NamedLimits, right: NamedLimits): number {
  return left.measurement < right.measurement ? -1 : Number(left.measurement > right.measurement);
}

/** What is wrong with a limit set, and where. */
export interface LimitSetFault {
  readonly field: string;
  readonly message: string;
}

const UNMEASURED: ReadonlySet<string> = new Set(["CASESENSIT", "IGNORECASE", "REGEX", "LOG"]);

/**
 * All that makes a limit set impossible to judge by: limits that contradict themselves, one
 * measurement twice, one that no procedure of its place takes, a unit that does not convert to the
 * one the measurement is specified in.
 */
export function limitSetFaults(
  set: readonly NamedLimits[],
  procedure: Pick<Procedure, "measurements"> | undefined,
): readonly LimitSetFault[] {
  const specs = new Map(procedure?.measurements.map(({ id, limits }) => [id, limits]));
  return set.flatMap(({ measurement, limits }, index) => {
    const field = `limits.${measurement}`;
    const told = [...limitFaults(limits), ...decisionRuleFaults(limits)];
    const faults = told.map((message) => ({ field, message }));
    const first = set.findIndex((each) => each.measurement === measurement);
    if (first !== index) faults.push({ field, message: `${measurement} is there twice` });
    const taken = specs.get(measurement);
    if (taken === undefined) {
      faults.push({ field, message: `no procedure of this place takes ${measurement}` });
    } else if (!UNMEASURED.has(limits.comparator) && !UNMEASURED.has(taken.comparator)) {
      if (faults.length === 0 && !isConvertible(limits.unit, taken.unit)) {
        const message = `unit "${limits.unit}" does not convert to "${taken.unit}", in which it is taken`;
        faults.push({ field, message });
      }
    }
    return faults;
  });
}
