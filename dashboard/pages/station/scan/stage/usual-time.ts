/** How long runs like this one usually take. */
import { queryOptions } from "@tanstack/react-query";
import { getApi } from "../../../../app/api.ts";
import type { RunSummary } from "../../../../app/contract.ts";

const RUNS = 30;
const LEAST = 3;

/** The latest passes of a rig; looked at again after some minutes. */
export function usualRunsQuery(rig: string) {
  return queryOptions({
    queryKey: ["usual-runs", rig],
    queryFn: ({ signal }) =>
      getApi("/runs", { query: { rig, outcome: "pass", limit: RUNS }, signal }),
    staleTime: 300_000,
  });
}

/** The median of those of the same product and operation, milliseconds; undefined for too few. */
export function usualMs(
  runs: readonly RunSummary[],
  of: Pick<RunSummary, "partNumber" | "operation">,
): number | undefined {
  const times = runs
    .filter(({ partNumber, operation }) => {
      return operation === of.operation && partNumber === of.partNumber;
    })
    .flatMap(({ durationMs }) => durationMs ?? [])
    .toSorted((one, other) => one - other);
  return times.length < LEAST ? undefined : times[Math.floor(times.length / 2)];
}
