/** What the procedure in force will measure. Pure. */
import type { LimitsView, ProductView } from "../../app/contract.ts";

/** One row of the panel: a measurement that is expected, with its limits where they are known. */
export interface PlannedMeasurement {
  readonly id: string;
  readonly name: string;
  readonly limits?: LimitsView;
}

interface Wanted {
  readonly partNumber: string | undefined;
  readonly operation: string;
  readonly expected: readonly string[];
}

/** The gateway's own list of what it expects comes first; the procedure adds names and limits. */
export function planOf(
  products: readonly ProductView[],
  { partNumber, operation, expected }: Wanted,
): readonly PlannedMeasurement[] {
  const known = products
    .filter((product) => partNumber === undefined || product.partNumber === partNumber)
    .flatMap((product) => product.procedures)
    .filter((procedure) => procedure.operation === operation && procedure.status === "effective")
    .sort((one, other) => other.version - one.version)[0]?.measurements;
  if (expected.length === 0) return known ?? [];
  return expected.map(
    (id) => known?.find((measurement) => measurement.id === id) ?? { id, name: id },
  );
}
