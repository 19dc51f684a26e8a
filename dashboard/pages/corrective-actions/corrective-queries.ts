import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { queryText, readApi } from "../../app/api.ts";
import type { CorrectiveActionView, ListPage } from "../../app/contract.ts";

/** Corrective actions, newest first, read page by page. */
export const correctiveActionsQuery = infiniteQueryOptions({
  queryKey: ["corrective-actions"],
  queryFn: ({ pageParam, signal }) =>
    readApi<ListPage<CorrectiveActionView>>(
      `/corrective-actions${queryText({ limit: 50, cursor: pageParam })}`,
      signal,
    ),
  initialPageParam: "",
  getNextPageParam: (page) => page.nextCursor,
});

/** One corrective action. */
export function correctiveActionQuery(id: string) {
  return queryOptions({
    queryKey: ["corrective-action", id],
    queryFn: ({ signal }) =>
      readApi<CorrectiveActionView>(`/corrective-actions/${encodeURIComponent(id)}`, signal),
    refetchInterval: 5_000,
  });
}
