/** What the procedure in force will measure, so that it can stand on the screen before it comes. */
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import type { RigView } from "../../app/contract.ts";
import { productsQuery } from "../../app/queries.ts";
import type { PanelRun } from "../../live/panels.ts";
import { type PlannedMeasurement, planOf } from "./plan.ts";

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
