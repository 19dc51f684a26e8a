import { queryOptions } from "@tanstack/react-query";
import { getApi, queryText, readApi } from "../../../app/api.ts";
import type { DowntimeSummary } from "../../../app/contract.ts";

/** The tree of reasons; it changes with a restart only. */
export const reasonsQuery = queryOptions({
  queryKey: ["downtime-reasons"],
  queryFn: ({ signal }) => getApi("/downtime-reasons", { signal }),
  staleTime: 600_000,
});

/** The latest downtimes of a station, those that last among them. */
export function downtimesQuery(station: string) {
  return queryOptions({
    queryKey: ["downtimes", station],
    queryFn: ({ signal }) => getApi("/downtimes", { query: { station, limit: 8 }, signal }),
    refetchInterval: 2_000,
  });
}

const DAY_MS = 86_400_000;

/** Downtime of the last 24 hours by reason. */
export function downtimeSumQuery(station: string) {
  return queryOptions({
    queryKey: ["downtimes", station, "sum"],
    queryFn: ({ signal }) => {
      const now = Date.now();
      const [from, to] = [now - DAY_MS, now].map((at) => new Date(at).toISOString());
      const path = `/downtime-summary${queryText({ from, to, station })}`;
      return readApi<DowntimeSummary>(path, signal);
    },
    refetchInterval: 30_000,
  });
}
