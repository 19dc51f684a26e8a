import type { Query } from "../../ledger/contract.ts";
import { type FailureSum, sumFailures } from "../facts/failures.ts";
import {
  presentFilter,
  type QualityFilter,
  type RowsQuestion,
  rowsAddress,
} from "../facts/filter.ts";
import { type CellSum, groupCells, sumCells, totalOf } from "../facts/sums.ts";
import { wilson } from "../statistics/proportion.ts";
import type { FalseFailAnswer, FalseFailView } from "./view.ts";

/** Fails that the unit itself contradicted by passing later, and where they are made. */
export const readFalseFails: Query<QualityFilter, FalseFailAnswer> = ({ sql }, filter) => {
  const sums = sumCells(sql, filter);
  const total = totalOf(sums);
  return {
    ...presentFilter(filter),
    total: present(total.failed, total.falseFail, filter),
    stations: groupsOf(sums, ["station"], filter),
    slots: groupsOf(sums, ["station", "slot"], filter),
    measurements: sumFailures(sql, filter)
      .filter(({ causing }) => causing > 0)
      .map((sum) => presentMeasurement(sum, filter))
      .toSorted(byFalseFails),
    loss: {
      ...{ first: total.first, passed: total.firstPassed },
      ...{ product: total.lostToProduct, testSystem: total.lostToTest },
      productRows: rowsAddress({ ...filter, counts: ["lostToProduct"] }),
      testSystemRows: rowsAddress({ ...filter, counts: ["lostToTest"] }),
    },
  };
};

function present(
  failed: number,
  falseFails: number,
  rows: Omit<RowsQuestion, "counts">,
): FalseFailView {
  const interval = wilson(falseFails, failed);
  return {
    ...{ failed, falseFails },
    ...(interval === undefined ? {} : { share: falseFails / failed, ...interval }),
    rows: rowsAddress({ ...rows, counts: ["falseFail"] }),
    failedRows: rowsAddress({ ...rows, counts: ["failed"] }),
  };
}

type Group = FalseFailAnswer["stations"][number];

function groupsOf(
  sums: readonly CellSum[],
  dimensions: readonly ("station" | "slot")[],
  filter: QualityFilter,
): Group[] {
  return groupCells(sums, dimensions)
    .map(({ key, counts }) => ({
      key,
      ...present(counts.failed, counts.falseFail, { ...filter, ...key }),
    }))
    .filter(({ failed }) => failed > 0)
    .toSorted(byFalseFails);
}

function presentMeasurement(
  { operation, partNumber, measurement, name, causing, falseFails }: FailureSum,
  filter: QualityFilter,
): Group {
  const rows = { ...filter, operation, partNumber, measurement, having: "caused" as const };
  return {
    key: { operation, partNumber, measurement, name },
    ...present(causing, falseFails, rows),
  };
}

function byFalseFails(a: Group, b: Group): number {
  return b.falseFails - a.falseFails || b.failed - a.failed;
}
