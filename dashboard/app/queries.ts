/** What the pages ask of the API, as TanStack Query options: one key and one address each. */
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { getApi, queryText, readApi, readApiText } from "./api.ts";
import type {
  AlarmView,
  FoundView,
  ListPage,
  Outcome,
  RunDetail,
  UnitSummary,
} from "./contract.ts";

/** The outcomes that the run list can be asked for. */
export const OUTCOMES = [
  "running",
  "pass",
  "fail",
  "error",
  "timeout",
  "aborted",
] as const satisfies readonly Outcome[];

/** The filters of the run list, as they stand in the address. */
export interface RunFilters {
  readonly serialNumber?: string;
  readonly rig?: string;
  readonly outcome?: string;
  readonly operation?: string;
  readonly station?: string;
  readonly partNumber?: string;
  readonly orderId?: string;
  readonly from?: string;
  readonly to?: string;
}

/** Runs by filter, newest first, read page by page. */
export function runsQuery(filters: RunFilters) {
  return infiniteQueryOptions({
    queryKey: ["runs", filters],
    queryFn: ({ pageParam, signal }) =>
      getApi("/runs", { query: { ...filters, limit: 50, cursor: pageParam }, signal }),
    initialPageParam: "",
    getNextPageParam: (page) => page.nextCursor,
  });
}

/** One run; asked again only while it runs or is owed to a sink. */
export function runQuery(id: string) {
  return queryOptions({
    queryKey: ["run", id],
    queryFn: ({ signal }) => getApi("/runs/{id}", { params: { id }, signal }),
    refetchInterval: (query) => refreshOfRunMs(query.state.data),
  });
}

/** A finished and delivered run never changes, so it is not asked for again. */
function refreshOfRunMs(run: RunDetail | undefined): number | false {
  if (run === undefined) return false;
  if (run.outcome === "running") return 1_000;
  return run.delivery.some((sink) => sink.state === "pending") ? 2_000 : false;
}

/** What the channels did around a run. */
export function telemetryQuery(id: string) {
  return queryOptions({
    queryKey: ["run", id, "telemetry"],
    queryFn: ({ signal }) => getApi("/runs/{id}/telemetry", { params: { id }, signal }),
  });
}

/** The statuses that the unit list can be asked for. */
export const UNIT_STATUSES = [
  "created",
  "in_process",
  "failed",
  "retest",
  "repair",
  "passed_all",
  "released",
  "shipped",
  "returned",
  "scrap",
] as const satisfies readonly UnitSummary["status"][];

/** The filters of the unit list, as they stand in the address: a serial number or an order. */
export interface UnitFilters {
  readonly serialNumber?: string;
  readonly orderId?: string;
  readonly status?: UnitSummary["status"];
  /** Where its order counts it. */
  readonly place?: string;
  readonly atOperation?: string;
  /** When its last operation was passed: half-open, ISO 8601. */
  readonly doneFrom?: string;
  readonly doneTo?: string;
}

/** Units of a serial number or an order, newest first, read page by page. */
export function unitsQuery(filters: UnitFilters) {
  return infiniteQueryOptions({
    queryKey: ["units", filters],
    queryFn: ({ pageParam, signal }) =>
      getApi("/units", { query: { ...filters, limit: 50, cursor: pageParam }, signal }),
    initialPageParam: "",
    getNextPageParam: (page) => page.nextCursor,
  });
}

/** One unit with every run it ever had. */
export function unitQuery(id: string) {
  return queryOptions({
    queryKey: ["unit", id],
    queryFn: ({ signal }) => getApi("/units/{id}", { params: { id }, signal }),
    refetchInterval: 3_000,
  });
}

/** Below /api/v1: the raw bytes that are kept of a run. */
export function runWirePath(id: string, port: string): string {
  return `/runs/${encodeURIComponent(id)}/wire/${encodeURIComponent(port)}`;
}

/** Below /api/v1: what is on a port now. */
export function portWirePath(port: string): string {
  return `/ports/${encodeURIComponent(port)}/wire`;
}

/** The raw bytes of a run; they never change. */
export function runWireQuery(id: string, port: string) {
  return queryOptions({
    queryKey: ["run", id, "wire", port],
    queryFn: ({ signal }) => readApiText(runWirePath(id, port), signal),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** The newest bytes of a port, asked every second unless paused. */
export function portWireQuery(port: string, isPaused: boolean) {
  return queryOptions({
    queryKey: ["port", port, "wire"],
    queryFn: ({ signal }) =>
      readApiText(`${portWirePath(port)}${queryText({ lastBytes: 4_096 })}`, signal),
    refetchInterval: isPaused ? false : 1_000,
    enabled: !isPaused,
  });
}

/** How far an alarm can have come. */
export const ALARM_STATES = [
  "raised",
  "acknowledged",
  "cleared",
  "closed",
] as const satisfies readonly AlarmView["state"][];

/** The filters of the alarms, as they stand in the address. */
export interface AlarmFilters {
  readonly rig?: string;
  readonly state?: AlarmView["state"];
}

/** Alarms by filter, the latest first, read page by page. */
export function alarmsQuery(filters: AlarmFilters) {
  return infiniteQueryOptions({
    queryKey: ["alarms", filters],
    queryFn: ({ pageParam, signal }) =>
      getApi("/alarms", { query: { ...filters, limit: 20, cursor: pageParam }, signal }),
    initialPageParam: "",
    getNextPageParam: (page) => page.nextCursor,
    refetchInterval: 5_000,
  });
}

/** All rigs, in the order of the configuration. */
export const rigsQuery = queryOptions({
  queryKey: ["rigs"],
  queryFn: ({ signal }) => getApi("/rigs", { signal }),
});

/** Ports that can be probed; who holds a device changes as programs come and go. */
export const portsQuery = queryOptions({
  queryKey: ["ports"],
  queryFn: ({ signal }) => getApi("/ports", { signal }),
  refetchInterval: 5_000,
});

/** Products with procedures and limits; they change by import only. */
export const productsQuery = queryOptions({
  queryKey: ["products"],
  queryFn: ({ signal }) => getApi("/products", { signal }),
  staleTime: 60_000,
});

/** Orders that are over, with their counts, page by page. */
export const overOrdersQuery = infiniteQueryOptions({
  queryKey: ["orders", "over"],
  queryFn: ({ pageParam, signal }) =>
    getApi("/orders", { query: { state: "over", cursor: pageParam }, signal }),
  initialPageParam: "",
  getNextPageParam: (page) => page.nextCursor,
  refetchInterval: 30_000,
});

/** Open orders by lateness, and the numbers of today. */
export const boardQuery = queryOptions({
  queryKey: ["operations", "board"],
  queryFn: ({ signal }) => getApi("/operations", { signal }),
  refetchInterval: 10_000,
});

/** What begins with a text: serial numbers, orders, products, instruments, runs. */
export function searchQuery(text: string) {
  return queryOptions({
    queryKey: ["search", text],
    queryFn: async ({ signal }) => {
      const path = `/search${queryText({ q: text })}`;
      return (await readApi<ListPage<FoundView>>(path, signal)).items;
    },
  });
}

/** What waits for somebody, with its owner. */
export const notificationsQuery = queryOptions({
  queryKey: ["notifications"],
  queryFn: ({ signal }) => getApi("/notifications", { signal }),
  refetchInterval: 15_000,
});

/** Ledger, sinks, clock and rigs, asked every two seconds. */
export const healthQuery = queryOptions({
  queryKey: ["health"],
  queryFn: ({ signal }) => getApi("/health", { signal }),
  refetchInterval: 2_000,
});
