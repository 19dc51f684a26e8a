/** What the procedure in force will measure, so that it can stand on the screen before it comes. */
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import type { LimitsView, ProductView, RigView } from "../../app/contract.ts";
import { productsQuery } from "../../app/queries.ts";
import type { PanelRun } from "../../live/live-state.ts";

/** One row of the panel: a measurement that is expected, with its limits where they are known. */
export interface PlannedMeasurement {
  readonly id: string;
  readonly name: string;
  readonly limits?: LimitsView;
}

/** In the procedure's order. Empty while neither the run nor the products say anything. */
export function usePlan(
  rig: RigView,
  current: PanelRun | undefined,
): readonly PlannedMeasurement[] {
  const products = useQuery(productsQuery).data?.items;
  const partNumber = current?.run.partNumber ?? rig.lastRun?.partNumber;
  const operation = current?.run.operation ?? rig.operation;
  const expected = current?.expected;
  return useMemo(
    () => planOf(products ?? [], { partNumber, operation, expected: expected ?? [] }),
    [products, partNumber, operation, expected],
  );
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
