/** What the pages of operations ask of the API. */
import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { getApi } from "../../app/api.ts";
import type { Answer } from "../../app/contract.ts";

const REFRESH_MS = 10_000;
/** Rows that come at once; the others one click later. */
const ROWS = 200;

/** What became of one order, and when it will be finished. */
export function outlookQuery(id: string) {
  return queryOptions({
    queryKey: ["operations", "outlook", id],
    queryFn: ({ signal }) => getApi("/orders/{id}/outlook", { params: { id }, signal }),
    refetchInterval: REFRESH_MS,
  });
}

/** Which units of the matrix are shown, as it stands in the address. */
export interface MatrixFilters {
  readonly place?: string;
  readonly atOperation?: string;
}

/** Units by serial number at each operation, page by page. */
export function matrixQuery(id: string, filters: MatrixFilters) {
  return infiniteQueryOptions({
    queryKey: ["operations", "matrix", id, filters],
    queryFn: ({ pageParam, signal }) =>
      getApi("/orders/{id}/matrix", {
        params: { id },
        query: { ...filters, limit: ROWS, cursor: pageParam },
        signal,
      }),
    initialPageParam: "",
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: keepPreviousData,
    refetchInterval: REFRESH_MS,
  });
}

/** Demand by date with the orders that cover it, page by page. */
export function demandQuery(partNumber: string | undefined) {
  return infiniteQueryOptions({
    queryKey: ["demand", partNumber],
    queryFn: ({ pageParam, signal }) =>
      getApi("/demand", { query: { partNumber, limit: ROWS, cursor: pageParam }, signal }),
    initialPageParam: "",
    getNextPageParam: (page) => page.nextCursor,
    refetchInterval: REFRESH_MS,
  });
}

/** Units at the gate, each with what keeps it. */
export function askGate(question: {
  readonly serialNumber?: string;
  readonly orderId?: string;
}): Promise<Answer<"get", "/shipments/gate">> {
  return getApi("/shipments/gate", { query: { ...question, limit: 500 } });
}

/** What left, the newest first. */
export const shipmentsQuery = infiniteQueryOptions({
  queryKey: ["shipments"],
  queryFn: ({ pageParam, signal }) =>
    getApi("/shipments", { query: { limit: 50, cursor: pageParam }, signal }),
  initialPageParam: "",
  getNextPageParam: (page) => page.nextCursor,
});

/** One shipment with its units. */
export function shipmentQuery(id: string) {
  return queryOptions({
    queryKey: ["shipments", id],
    queryFn: ({ signal }) => getApi("/shipments/{id}", { params: { id }, signal }),
  });
}
