/** A procedure: the ordered measurements to take on a unit at an operation. Controlled data. */
import type { Limits } from "./limits.ts";

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
}

/** The measurement a rig means by `step`, by id or alias; undefined where the procedure has none. */
export function findMeasurement(procedure: Procedure, step: string): MeasurementSpec | undefined {
  return procedure.measurements.find((spec) => spec.id === step || spec.aliases.includes(step));
}
