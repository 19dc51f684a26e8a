import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { queryText, readApi } from "../../app/api.ts";
import type { ListPage, NonconformanceDetail, NonconformanceView } from "../../app/contract.ts";

/** Nonconformances, newest first, read page by page. */
export const nonconformancesQuery = infiniteQueryOptions({
  queryKey: ["nonconformances"],
  queryFn: ({ pageParam, signal }) =>
    readApi<ListPage<NonconformanceView>>(
      `/nonconformances${queryText({ limit: 50, cursor: pageParam })}`,
      signal,
    ),
  initialPageParam: "",
  getNextPageParam: (page) => page.nextCursor,
});

/** One nonconformance with its units. */
export function nonconformanceQuery(id: string) {
  return queryOptions({
    queryKey: ["nonconformance", id],
    queryFn: ({ signal }) =>
      readApi<NonconformanceDetail>(`/nonconformances/${encodeURIComponent(id)}`, signal),
    refetchInterval: 5_000,
  });
}
