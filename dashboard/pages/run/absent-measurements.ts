/** Measurements of the procedure that have no value in a run. Pure. */
import type { LimitsView, ProductView, RunDetail } from "../../app/contract.ts";

/** A row without a value; limits where the run's own version of the procedure is known. */
export interface AbsentMeasurement {
  readonly id: string;
  readonly name: string;
  readonly reason: "missing" | "notReached";
  readonly limits?: LimitsView;
}

type Wanted = Pick<
  RunDetail,
  "missing" | "notReached" | "procedureId" | "procedureVersion" | "measurements"
>;

/**
 * Missing ones first, then those that were not reached, each in the order the run tells them. One
 * with a value that could not be judged is not among them: it has a row with that value.
 */
export function absentMeasurements(
  run: Wanted,
  products: readonly ProductView[],
): readonly AbsentMeasurement[] {
  const known = products
    .flatMap((product) => product.procedures)
    .find((one) => one.id === run.procedureId && one.version === run.procedureVersion);
  const rowOf = (reason: AbsentMeasurement["reason"]) => (word: string) => {
    const spec = known?.measurements.find(({ id, name }) => id === word || name === word);
    return { ...(spec ?? { id: word, name: word }), reason };
  };
  const measured = new Set(run.measurements.map(({ id }) => id));
  return [...run.missing.map(rowOf("missing")), ...run.notReached.map(rowOf("notReached"))].filter(
    ({ id }) => !measured.has(id),
  );
}
