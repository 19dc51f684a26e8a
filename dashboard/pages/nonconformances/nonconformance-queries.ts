import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { getApi } from "../../app/api.ts";

/** Nonconformances, newest first, read page by page. */
export const nonconformancesQuery = infiniteQueryOptions({
  queryKey: ["nonconformances"],
  queryFn: ({ pageParam, signal }) =>
    getApi("/nonconformances", { query: { limit: 50, cursor: pageParam }, signal }),
  initialPageParam: "",
  getNextPageParam: (page) => page.nextCursor,
});

/** One nonconformance with its units. */
export function nonconformanceQuery(id: string) {
  return queryOptions({
    queryKey: ["nonconformance", id],
    queryFn: ({ signal }) => getApi("/nonconformances/{id}", { params: { id }, signal }),
    refetchInterval: 5_000,
  });
}
