import type { Query } from "../../ledger/contract.ts";
import { type FailureSum, sumFailures } from "../facts/failures.ts";
import { presentFilter, type QualityFilter, rowsAddress } from "../facts/filter.ts";
import { sumCells, totalOf } from "../facts/sums.ts";
import type { ParetoAnswer } from "./view.ts";

/** What made the runs of a window fail, the most frequent cause first. */
export const readPareto: Query<QualityFilter, ParetoAnswer> = ({ sql }, filter) => {
  const total = totalOf(sumCells(sql, filter));
  const { failed } = total;
  const items = sumFailures(sql, filter).map((sum) => present(sum, filter, failed));
  return {
    ...presentFilter(filter),
    n: failed,
    runs: total.passed + failed + total.error + total.timeout + total.aborted,
    rows: rowsAddress({ ...filter, counts: ["failed"] }),
    items: items.toSorted(
      (a, b) => b.causing - a.causing || b.failing - a.failing || (a.name < b.name ? -1 : 1),
    ),
  };
};

function present(
  sum: FailureSum,
  filter: QualityFilter,
  failed: number,
): ParetoAnswer["items"][number] {
  const { operation, partNumber, measurement, name, causing, failing } = sum;
  const counts = ["failed"] as const;
  const rows = { ...filter, operation, partNumber, measurement, counts };
  return {
    ...{ measurement, name, operation, partNumber, causing, failing },
    share: causing / failed,
    rows: rowsAddress({ ...rows, having: "caused" }),
    failingRows: rowsAddress({ ...rows, having: "failed" }),
  };
}
