/** A procedure: the ordered measurements to take on a unit at an operation. Controlled data. */
import { type Limits, limitFaults } from "./limits.ts";
import type { Program } from "./program/program.ts";
import { programFaults } from "./program/program-faults.ts";

export interface MeasurementSpec {
  /** Stable id, so that trends survive a new version of the procedure. */
  readonly id: string;
  readonly name: string;
  /** What rigs call this step, besides the id. */
  readonly aliases: readonly string[];
  readonly limits: Limits;
  /** In-run attempts the procedure allows; with 1, any good value out of limits decides. */
  readonly attemptsMax: number;
}

export interface Procedure {
  readonly id: string;
  readonly version: number;
  readonly name: string;
  readonly partNumber: string;
  readonly operation: string;
  readonly status: "draft" | "in_review" | "effective" | "obsolete";
  /** What happens to a measurement the procedure does not know. */
  readonly unexpected: "refuse" | "record";
  readonly measurements: readonly MeasurementSpec[];
  /** Runs of a unit in one cycle; unbounded where absent. */
  readonly attemptsMax?: number;
  /** How a driven rig takes them; a rig that runs by itself has none. */
  readonly program?: Program;
}

/** The measurements by what a rig may call them: id or alias. Where two share one, the first. */
export function measurementsByStep(procedure: Procedure): ReadonlyMap<string, MeasurementSpec> {
  const specs = new Map<string, MeasurementSpec>();
  for (const spec of procedure.measurements) {
    for (const step of [spec.id, ...spec.aliases]) {
      if (!specs.has(step)) specs.set(step, spec);
    }
  }
  return specs;
}

/** A contradiction within a procedure: the path of the field and what is wrong with it. */
export interface ProcedureFault {
  readonly field: string;
  readonly message: string;
  /** The exact place of a fault of the program. */
  readonly path?: readonly PropertyKey[];
}

/** All that makes a procedure ambiguous or impossible to judge by; empty when it is sound. */
export function procedureFaults(procedure: Procedure): readonly ProcedureFault[] {
  const faults: ProcedureFault[] = [];
  if (procedure.measurements.length === 0) {
    faults.push({ field: "measurements", message: "a procedure without measurements" });
  }
  // A step that means two measurements would be judged by whichever stands first.
  const owners = new Map<string, string>();
  for (const { id, aliases, limits } of procedure.measurements) {
    for (const step of new Set([id, ...aliases])) {
      if (owners.has(step)) {
        const message = `"${step}" also names a measurement ${owners.get(step)}`;
        faults.push({ field: `measurements.${id}`, message });
      }
      owners.set(step, id);
    }
    const field = `measurements.${id}.limits`;
    faults.push(...limitFaults(limits).map((message) => ({ field, message })));
  }
  return [...faults, ...faultsOfProgram(procedure)];
}

function faultsOfProgram({ program, measurements }: Procedure): readonly ProcedureFault[] {
  if (program === undefined) return [];
  return programFaults(program, measurements).map(({ path, message }) => {
    const whole = ["program", ...path];
    return { field: whole.join("."), message, path: whole };
  });
}
