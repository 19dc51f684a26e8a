/** What the compliance page asks of the API. */
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { queryText, readApi } from "../../app/api.ts";
import type {
  EquipmentView,
  EvidenceView,
  ExceptionView,
  ImpactView,
  ListPage,
  TrailEntry,
  WaitingView,
} from "../../app/contract.ts";

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
      readApi<ListPage<ExceptionView>>(
        `/exceptions${queryText({ kind, limit: 20, cursor: pageParam })}`,
        signal,
      ),
    initialPageParam: "",
    getNextPageParam: (page) => page.nextCursor,
  });
}

/** How many there are of each kind. */
export const countsQuery = queryOptions({
  queryKey: ["exceptions", "counts"],
  queryFn: ({ signal }) => readApi<Readonly<Record<string, number>>>("/exceptions/counts", signal),
});

/** The audit trail by type, beginning of the actor, and action. */
export function trailQuery({ type, actor, action }: ComplianceSearch) {
  return infiniteQueryOptions({
    queryKey: ["entries", type ?? "", actor ?? "", action ?? ""],
    queryFn: ({ pageParam, signal }) =>
      readApi<ListPage<TrailEntry>>(
        `/entries${queryText({ type, actor, action, limit: 25, cursor: pageParam })}`,
        signal,
      ),
    initialPageParam: "",
    getNextPageParam: (page) => page.nextCursor,
  });
}

/** Measuring equipment with its status at this moment. */
export const equipmentQuery = queryOptions({
  queryKey: ["equipment"],
  queryFn: ({ signal }) => readApi<ListPage<EquipmentView>>("/equipment", signal),
});

/** What nobody has signed yet. */
export const waitingQuery = queryOptions({
  queryKey: ["signatures", "waiting"],
  queryFn: ({ signal }) => readApi<ListPage<WaitingView>>("/signatures/waiting", signal),
});

/** What left, the newest first: a package may be about one of them. */
export const shipmentsQuery = queryOptions({
  queryKey: ["shipments"],
  queryFn: ({ signal }) => readApi<ListPage<Shipment>>("/shipments?limit=50", signal),
});

interface Shipment {
  readonly id: string;
  readonly reference: string;
  readonly units: number;
}

/** What an instrument out of tolerance touched; asked for by hand. */
export function impactQuery(id: string) {
  return queryOptions({
    queryKey: ["equipment", id, "impact"],
    queryFn: ({ signal }) =>
      readApi<ImpactView>(`/equipment/${encodeURIComponent(id)}/impact?limit=1`, signal),
    enabled: false,
    retry: false,
  });
}

const LOOK_EVERY_MS = 1_000;

/** Packages, the newest first; looked at again while one is being assembled. */
export const evidenceQuery = queryOptions({
  queryKey: ["evidence"],
  queryFn: ({ signal }) => readApi<ListPage<EvidenceView>>("/evidence?limit=20", signal),
  refetchInterval: (query) =>
    query.state.data?.items.some(({ progress }) => progress !== undefined) ? LOOK_EVERY_MS : false,
});
