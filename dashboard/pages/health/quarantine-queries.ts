/** What the quarantine asks of the API. */
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { getApi, readApi } from "../../app/api.ts";
import type { HeldDetail, HeldView } from "../../app/contract.ts";

/** Held positions, page by page; asked again every few seconds. */
export const heldQuery = infiniteQueryOptions({
  queryKey: ["quarantine"],
  queryFn: ({ pageParam, signal }) =>
    getApi("/quarantine", { query: { limit: 20, cursor: pageParam }, signal }),
  initialPageParam: "",
  getNextPageParam: (page) => page.nextCursor,
  refetchInterval: 5_000,
});

/** Below /api/v1. */
export function heldPath({ sink, stream, position }: HeldView): string {
  return `/quarantine/${encodeURIComponent(sink)}/${stream}/${position}`;
}

/** One held position with everything that helps to decide. */
export function heldDetailQuery(held: HeldView) {
  return queryOptions({
    queryKey: ["quarantine", held.sink, held.stream, held.position],
    queryFn: ({ signal }) => readApi<HeldDetail>(heldPath(held), signal),
  });
}
