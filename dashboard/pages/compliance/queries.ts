/** What the compliance page asks of the API. */
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { getApi } from "../../app/api.ts";
import type { ExceptionView } from "../../app/contract.ts";

/** The kinds of exceptions, in the order of the filter. */
export const KINDS = [
  ...(["override", "invalidation", "concession", "nonconformance", "mismatch"] as const),
  ...(["hold", "out-of-tolerance", "equipment", "uninvited", "correction"] as const),
  ...(["unsigned", "discarded", "clock"] as const),
  ...(["failed", "not-completed", "unjudged", "engineering"] as const),
] as const satisfies readonly ExceptionView["kind"][];

/** What the page has in its address. */
export interface ComplianceSearch {
  readonly kind?: ExceptionView["kind"];
  readonly type?: string;
  readonly actor?: string;
  readonly action?: string;
}

/** Exceptions of one kind or of all, the newest first. */
export function exceptionsQuery(kind: string | undefined) {
  return infiniteQueryOptions({
    queryKey: ["exceptions", kind ?? ""],
    queryFn: ({ pageParam, signal }) =>
      getApi("/exceptions", { query: { kind, limit: 20, cursor: pageParam }, signal }),
    initialPageParam: "",
    getNextPageParam: (page) => page.nextCursor,
  });
}

/** How many there are of each kind. */
export const countsQuery = queryOptions({
  queryKey: ["exceptions", "counts"],
  queryFn: ({ signal }) => getApi("/exceptions/counts", { signal }),
});

/** The audit trail by type, beginning of the actor, and action. */
export function trailQuery({ type, actor, action }: ComplianceSearch) {
  return infiniteQueryOptions({
    queryKey: ["entries", type ?? "", actor ?? "", action ?? ""],
    queryFn: ({ pageParam, signal }) =>
      getApi("/entries", { query: { type, actor, action, limit: 25, cursor: pageParam }, signal }),
    initialPageParam: "",
    getNextPageParam: (page) => page.nextCursor,
  });
}

/** Measuring equipment with its status at this moment. */
export const equipmentQuery = queryOptions({
  queryKey: ["equipment"],
  queryFn: ({ signal }) => getApi("/equipment", { signal }),
});

/** What nobody has signed yet. */
export const waitingQuery = queryOptions({
  queryKey: ["signatures", "waiting"],
  queryFn: ({ signal }) => getApi("/signatures/waiting", { signal }),
});

/** What left, the newest first: a package may be about one of them. */
export const shipmentsQuery = queryOptions({
  queryKey: ["shipments"],
  queryFn: ({ signal }) => getApi("/shipments", { query: { limit: 50 }, signal }),
});

/** What an instrument out of tolerance touched; asked for by hand. */
export function impactQuery(id: string) {
  return queryOptions({
    queryKey: ["equipment", id, "impact"],
    queryFn: ({ signal }) =>
      getApi("/equipment/{id}/impact", { params: { id }, query: { limit: 1 }, signal }),
    enabled: false,
    retry: false,
  });
}

const LOOK_EVERY_MS = 1_000;

/** Packages, the newest first; looked at again while one is being assembled. */
export const evidenceQuery = queryOptions({
  queryKey: ["evidence"],
  queryFn: ({ signal }) => getApi("/evidence", { query: { limit: 20 }, signal }),
  refetchInterval: (query) =>
    query.state.data?.items.some(({ progress }) => progress !== undefined) ? LOOK_EVERY_MS : false,
});
