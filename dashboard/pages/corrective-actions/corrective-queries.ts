import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { getApi } from "../../app/api.ts";

/** Corrective actions, newest first, read page by page. */
export const correctiveActionsQuery = infiniteQueryOptions({
  queryKey: ["corrective-actions"],
  queryFn: ({ pageParam, signal }) =>
    getApi("/corrective-actions", { query: { limit: 50, cursor: pageParam }, signal }),
  initialPageParam: "",
  getNextPageParam: (page) => page.nextCursor,
});

/** One corrective action. */
export function correctiveActionQuery(id: string) {
  return queryOptions({
    queryKey: ["corrective-action", id],
    queryFn: ({ signal }) => getApi("/corrective-actions/{id}", { params: { id }, signal }),
    refetchInterval: 5_000,
  });
}
