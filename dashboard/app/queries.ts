/** What the pages ask of the API, as TanStack Query options: one key and one address each. */
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { queryText, readApi } from "./api.ts";
import type {
  HealthView,
  OrderView,
  ProductView,
  RigView,
  RunDetail,
  RunSummary,
  TelemetrySeries,
  UnitDetail,
  UnitSummary,
} from "./contract.ts";

interface List<Item> {
  readonly items: readonly Item[];
  readonly nextCursor?: string;
}

/** The filters of the run list, as they stand in the address. */
export interface RunFilters {
  readonly serialNumber?: string;
  readonly rig?: string;
  readonly outcome?: string;
  readonly operation?: string;
  readonly station?: string;
  readonly partNumber?: string;
  readonly from?: string;
  readonly to?: string;
}

export function runsQuery(filters: RunFilters) {
  return infiniteQueryOptions({
    queryKey: ["runs", filters],
    queryFn: ({ pageParam, signal }) =>
      readApi<List<RunSummary>>(
        `/runs${queryText({ ...filters, limit: 50, cursor: pageParam })}`,
        signal,
      ),
    initialPageParam: "",
    getNextPageParam: (page) => page.nextCursor,
  });
}

export function runQuery(id: string) {
  return queryOptions({
    queryKey: ["run", id],
    queryFn: ({ signal }) => readApi<RunDetail>(`/runs/${encodeURIComponent(id)}`, signal),
    refetchInterval: (query) => refreshOfRunMs(query.state.data),
  });
}

/** A finished and delivered run never changes, so it is not asked for again. */
function refreshOfRunMs(run: RunDetail | undefined): number | false {
  if (run === undefined) return false;
  if (run.outcome === "running") return 1_000;
  return run.delivery.some((sink) => sink.state === "pending") ? 2_000 : false;
}

export function telemetryQuery(id: string) {
  return queryOptions({
    queryKey: ["run", id, "telemetry"],
    queryFn: ({ signal }) =>
      readApi<readonly TelemetrySeries[]>(`/runs/${encodeURIComponent(id)}/telemetry`, signal),
  });
}

export function unitsQuery(serialNumber: string) {
  return queryOptions({
    queryKey: ["units", serialNumber],
    queryFn: ({ signal }) =>
      readApi<List<UnitSummary>>(`/units${queryText({ serialNumber })}`, signal),
    enabled: serialNumber !== "",
  });
}

export function unitQuery(id: string) {
  return queryOptions({
    queryKey: ["unit", id],
    queryFn: ({ signal }) => readApi<UnitDetail>(`/units/${encodeURIComponent(id)}`, signal),
    refetchInterval: 3_000,
  });
}

export const rigsQuery = queryOptions({
  queryKey: ["rigs"],
  queryFn: ({ signal }) => readApi<List<RigView>>("/rigs", signal),
});

export const productsQuery = queryOptions({
  queryKey: ["products"],
  queryFn: ({ signal }) => readApi<List<ProductView>>("/products", signal),
  staleTime: 60_000,
});

export const ordersQuery = queryOptions({
  queryKey: ["orders"],
  queryFn: ({ signal }) => readApi<List<OrderView>>("/orders", signal),
  refetchInterval: 5_000,
});

export const healthQuery = queryOptions({
  queryKey: ["health"],
  queryFn: ({ signal }) => readApi<HealthView>("/health", signal),
  refetchInterval: 2_000,
});
